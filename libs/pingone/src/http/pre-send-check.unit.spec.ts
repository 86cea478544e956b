import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureVersion } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkBeforeSending } from './pre-send-check.js';

const BODY = 'a body';

/** Keeps what it hears, decrypted, and answers when a body has come. */
class Listener {
  heard = '';
  readonly #hungUp: Promise<unknown>[] = [];

  constructor(readonly server: Server) {
    // A client that leaves in the middle of a handshake is what this is about.
    server.on('tlsClientError', () => undefined);
    server.on('connection', (socket) => this.#hungUp.push(once(socket, 'close')));
  }

  listen(socket: Socket): void {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.heard += chunk.toString('latin1');
      if (this.heard.endsWith(BODY)) {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      }
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#hungUp.length;
  }

  async allHungUp(): Promise<void> {
    await Promise.all(this.#hungUp);
  }
}

interface Wire {
  readonly listener: Listener;
  readonly agent: HttpAgent;
  readonly post: () => ClientRequest;
}

function plain(): Wire {
  const listener: Listener = new Listener(createServer((socket) => listener.listen(socket)));
  const agent = new HttpAgent({ keepAlive: true });
  const post = (): ClientRequest =>
    httpRequest({ host: '127.0.0.1', port: listener.port, method: 'POST', agent });
  return { listener, agent, post };
}

/** With a key known to both beforehand: no certificate is needed for what is tried here. */
function encrypted(version: SecureVersion): Wire {
  const psk = Buffer.alloc(32, 1);
  const ciphers = version === 'TLSv1.3' ? 'TLS_AES_128_GCM_SHA256' : 'PSK';
  const common = { minVersion: version, maxVersion: version, ciphers };
  const listener: Listener = new Listener(
    createTlsServer({ ...common, pskCallback: () => psk }, (socket) => listener.listen(socket)),
  );
  const agent = new HttpsAgent({
    ...common,
    keepAlive: true,
    pskCallback: () => ({ psk, identity: 'test' }),
    checkServerIdentity: () => undefined,
  });
  const post = (): ClientRequest =>
    httpsRequest({ host: '127.0.0.1', port: listener.port, method: 'POST', agent });
  return { listener, agent, post };
}

describe.each<[string, () => Wire]>([
  ['HTTP', plain],
  ['TLS 1.2', () => encrypted('TLSv1.2')],
  ['TLS 1.3', () => encrypted('TLSv1.3')],
])('a request over %s', (_protocol, lay) => {
  let wire: Wire;
  beforeEach(async () => {
    wire = lay();
    wire.listener.server.listen(0, '127.0.0.1');
    await once(wire.listener.server, 'listening');
  });
  afterEach(() => {
    wire.agent.destroy();
    wire.listener.server.close();
  });

  /** Resolves to what the listener has heard of it. */
  async function send(answer: 'yes' | 'no'): Promise<string> {
    const request = wire.post();
    const { heard } = wire.listener;
    let asked = 0;
    let notSent = 0;
    checkBeforeSending(
      request,
      () => {
        asked += 1;
        return answer === 'yes';
      },
      () => (notSent += 1),
    );
    request.end(BODY);
    const end = new Promise<string>((resolve) => {
      request.on('response', (response) => response.resume().on('end', () => resolve('answered')));
      request.on('error', () => resolve('broken off'));
    });
    expect(await end).toBe(answer === 'yes' ? 'answered' : 'broken off');
    expect([asked, notSent]).toEqual([1, answer === 'yes' ? 0 : 1]);
    return wire.listener.heard.slice(heard.length);
  }

  it('sends the request after a yes, on a new connection and on one that was used before', async () => {
    expect(await send('yes')).toContain(BODY);
    expect(await send('yes')).toContain(BODY);
    expect(wire.listener.connections).toBe(1);
  });

  it('sends not a byte on a new connection after a no', async () => {
    await send('no');
    await wire.listener.allHungUp();
    expect([wire.listener.connections, wire.listener.heard]).toEqual([1, '']);
  });

  it('sends not a byte on a connection that was used before after a no', async () => {
    await send('yes');
    const { heard } = wire.listener;
    await send('no');
    await wire.listener.allHungUp();
    expect([wire.listener.connections, wire.listener.heard]).toEqual([1, heard]);
  });
});

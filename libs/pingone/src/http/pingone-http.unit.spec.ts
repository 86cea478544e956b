import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics, type Metrics } from '#libs/observability';
import { ScriptedPingOne, type Script } from '../../test/scripted-pingone.js';
import type { HttpRequest } from './exchange.js';
import { PingOneHttp } from './pingone-http.js';

let server: ScriptedPingOne;
let metrics: Metrics;
let http: PingOneHttp;

beforeEach(async () => {
  server = await ScriptedPingOne.start();
  metrics = createMetrics();
  http = new PingOneHttp({ requestTimeoutMs: 60_000, requestsInFlight: 3 }, metrics);
});

afterEach(async () => {
  await http.close();
  await server[Symbol.asyncDispose]();
});

function post(url = `${server.url}/jobs`): HttpRequest {
  return { operation: 'submit-oath-job', method: 'POST', url, headers: { 'x-a': 'b' }, body: '{}' };
}

/** For requests that nothing but their timeout ends: long enough for them to arrive first. */
async function impatiently(request: HttpRequest): Promise<unknown> {
  const impatient = new PingOneHttp({ requestTimeoutMs: 3_000, requestsInFlight: 1 }, createMetrics());
  try {
    return await impatient.send(request);
  } finally {
    await impatient.close();
  }
}

const NEVER = { kind: 'unanswered', delivered: 'never' };
const MAYBE = { kind: 'unanswered', delivered: 'maybe' };

describe('a request', () => {
  it('is sent as it is, once, and its answer is told', async () => {
    server.script = (_seen, response) => {
      const date = 'Thu, 01 Jan 2026 00:00:00 GMT';
      const told = { date, 'content-type': 'Text/plain; charset=utf-8', 'retry-after': '7' };
      response.writeHead(418, { ...told, 'correlation-id': 'c-1' }).end('short');
    };
    const exchange = await http.send(post());
    expect(exchange).toEqual({
      kind: 'answered',
      status: 418,
      body: 'short',
      contentType: 'text/plain',
      retryAfter: '7',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      correlationId: 'c-1',
    });
    expect(server.seen).toMatchObject([
      { method: 'POST', path: '/jobs', headers: { 'x-a': 'b' }, body: '{}' },
    ]);
  });

  it('is said to be sent when it has left, long before the answer', async () => {
    const events: string[] = [];
    server.script = (_seen, response) => {
      events.push('arrived');
      // It is answered only when it has been said to be sent.
      void sent.promise.then(() => response.end());
    };
    const sent = Promise.withResolvers<void>();
    const exchange = http.send(post(), () => {
      events.push('sent');
      sent.resolve();
    });
    expect(events).toEqual([]);
    await exchange;
    expect(events.slice(0, 2).toSorted()).toEqual(['arrived', 'sent']);
  });

  it('that could not be sent counts as ended, so that no call waits for it', async () => {
    let sent = 0;
    expect(await http.send(post('http://127.0.0.1:1/'), () => (sent += 1))).toMatchObject(NEVER);
    expect(sent).toBeGreaterThan(0);
  });

  it.each([429, 500, 502, 503, 504])('that is answered with %i is not repeated', async (status) => {
    server.script = (_seen, response) => void response.writeHead(status, { 'retry-after': '0' }).end();
    await http.send({ operation: 'read-oath-job', method: 'GET', url: server.url, headers: {} });
    expect(server.seen).toHaveLength(1);
  });

  it('follows no redirect: it would carry the credentials elsewhere', async () => {
    server.script = (_seen, response) => void response.writeHead(307, { location: '/elsewhere' }).end();
    expect(await http.send(post())).toMatchObject({ kind: 'answered', status: 307 });
    expect(server.seen).toHaveLength(1);
  });

  it('shares its connection with the next', async () => {
    server.script = (_seen, response) => void response.end('{}');
    await http.send(post());
    await http.send(post());
    expect(server.connections).toBe(1);
  });

  it('takes no correlation id that is none', async () => {
    server.script = (_seen, response) =>
      void response.writeHead(200, { 'correlation-id': 'Bearer x y' }).end();
    expect(await http.send(post())).not.toHaveProperty('correlationId');
  });

  it('is counted by operation and status', async () => {
    server.script = (_seen, response) => void response.end();
    await http.send(post());
    await http.send(post('http://127.0.0.1:1/'));
    const text = await metrics.registry.metrics();
    expect(text).toContain('pingone_requests_total{operation="submit-oath-job",status="200"} 1');
    expect(text).toContain('pingone_requests_total{operation="submit-oath-job",status="none"} 1');
    expect(text).toContain('pingone_request_seconds_count{operation="submit-oath-job"} 2');
  });
});

describe('a request certainly never reached PingOne', () => {
  it('when the connection is refused', async () => {
    expect(await http.send(post('http://127.0.0.1:1/'))).toMatchObject(NEVER);
  });

  it('when the name is not known', async () => {
    expect(await http.send(post('http://pingone.invalid/'))).toMatchObject(NEVER);
  });

  it('when TLS cannot be agreed on', async () => {
    expect(await http.send(post(server.url.replace('http:', 'https:')))).toMatchObject(NEVER);
  });

  it('when the handshake of TLS takes too long', async () => {
    const mute: Server = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const exchange = await impatiently(post(`https://127.0.0.1:${(mute.address() as AddressInfo).port}/`));
    mute.close();
    expect(exchange).toMatchObject(NEVER);
  });

  it('when it could not even be made', async () => {
    expect(await http.send({ ...post(), headers: { 'x-a': 'line\nbreak' } })).toMatchObject(NEVER);
    expect(await http.send(post('no url'))).toMatchObject(NEVER);
  });
});

describe('a request may have reached PingOne', () => {
  it.each<[string, Script]>([
    ['the connection is reset without an answer', (_seen, _response, { socket }) => void socket.destroy()],
    ['no answer comes in time', () => undefined],
    [
      'the answer does not end in time',
      (_seen, response) => void response.writeHead(202, { 'content-length': '10' }).write('{'),
    ],
    [
      'the answer is cut off',
      (_seen, response) => {
        response.writeHead(202, { 'content-length': '10' });
        response.write('{', () => response.destroy());
      },
    ],
    ['what comes is not HTTP', (_seen, _response, { socket }) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n')],
  ])('when %s', async (_how, script) => {
    server.script = script;
    expect(await impatiently(post())).toMatchObject(MAYBE);
    expect(server.seen).toHaveLength(1);
  });

  it('when the answer has no end: it is given up long before the timeout', async () => {
    const patient = new PingOneHttp({ requestTimeoutMs: 60_000, requestsInFlight: 1 }, createMetrics());
    server.script = (_seen, response) => {
      response.writeHead(202);
      const pour = (): void => {
        if (!response.destroyed) {
          response.write(Buffer.alloc(64 * 1024, 'x'), () => setImmediate(pour));
        }
      };
      pour();
    };
    expect(await patient.send(post())).toMatchObject(MAYBE);
    await patient.close();
  });

  it('when a connection that was used before is closed instead of answered', async () => {
    server.script = (_seen, response) => void response.end();
    await http.send(post());
    server.script = (_seen, _response, { socket }) => void socket.destroy();
    expect(await http.send(post())).toMatchObject(MAYBE);
    expect(server.connections).toBe(1);
  });
});

describe('a request that the pre-send check stops', () => {
  it('is not sent on a new connection, and says so', async () => {
    let sent = 0;
    let asked = 0;
    const canSend = (): boolean => (asked++, false);
    expect(await http.send({ ...post(), canSend }, () => (sent += 1))).toEqual({ kind: 'not-sent' });
    expect([sent, asked, server.connections, server.seen]).toEqual([0, 1, 1, []]);
  });

  it('is not sent on a connection that was used before, and the next one is', async () => {
    server.script = (_seen, response) => void response.end();
    await http.send(post());
    let sent = 0;
    const taken = await http.send({ ...post(), canSend: () => false }, () => (sent += 1));
    expect(taken).toEqual({ kind: 'not-sent' });
    expect([sent, server.connections, server.seen.length]).toEqual([0, 1, 1]);
    expect(await http.send({ ...post(), canSend: () => true })).toMatchObject({ status: 200 });
  });

  it('is not sent while it waits in the queue of the pool either', async () => {
    const narrow = new PingOneHttp({ requestTimeoutMs: 60_000, requestsInFlight: 1 }, metrics);
    let canSend = true;
    server.script = (_seen, response) => {
      canSend = false;
      response.end();
    };
    const request = { ...post(), canSend: () => canSend };
    const exchanges = await Promise.all([narrow.send(request), narrow.send(request)]);
    expect(exchanges.map(({ kind }) => kind)).toEqual(['answered', 'not-sent']);
    expect(server.seen).toHaveLength(1);
    await narrow.close();
  });

  it('is not checked where it cannot be sent anyway', async () => {
    const canSend = (): boolean => {
      throw new Error('asked');
    };
    expect(await http.send({ ...post('http://127.0.0.1:1/'), canSend })).toMatchObject(NEVER);
  });

  it('is counted as such, and is nothing to watch', async () => {
    const made: unknown[] = [];
    const watched = new PingOneHttp({ requestTimeoutMs: 60_000, requestsInFlight: 1 }, metrics, {
      onRequest: (one) => made.push(one),
    });
    await watched.send({ ...post(), canSend: () => false });
    await watched.close();
    const text = await metrics.registry.metrics();
    expect(text).toContain('pingone_requests_total{operation="submit-oath-job",status="withdrawn"} 1');
    expect(text).not.toContain('pingone_request_seconds_count{');
    expect(made).toEqual([]);
  });
});

describe('closing', () => {
  it('waits for what is under way', async () => {
    let answer: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      server.script = (_seen, response) => {
        answer = () => void response.end('done');
        resolve();
      };
    });
    const exchange = http.send(post());
    await arrived;
    const closed = http.close();
    answer();
    await closed;
    expect(await exchange).toMatchObject({ body: 'done' });
  });
});

import { connect, createServer, type Socket } from 'node:net';
import { Listener } from './listener.js';
import type { ConnectionEye, KafkaObserver } from './kafka-observer.js';

/** `silent`: connections stay and nothing passes, as when a cable is pulled; it is all delivered late. */
export type Outage = 'refusing' | 'silent';

export interface ProxyCounters {
  /** Connections that an outage cut or held. */
  readonly hit: number;
  /** Connections that clients began while it was silent. */
  readonly begunInSilence: number;
}

/** Stands between the service and one broker, who tells clients to come by here. */
export class KafkaProxy implements AsyncDisposable {
  readonly #connections = new Set<ProxiedConnection>();
  readonly #silenced = new Set<string>();
  #listener: Listener | undefined;
  #target: { readonly host: string; readonly port: number } | undefined;
  #isSilent = false;
  #begunInSilence = 0;

  constructor(private readonly observer: KafkaObserver) {}

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  async open(): Promise<void> {
    const server = createServer((client) => this.#connect(client));
    this.#listener = await Listener.on(server);
  }

  /** @param address `host:port` of the broker's own listener */
  passTo(address: string): void {
    const [host = '', port] = address.split(':');
    this.#target = { host, port: Number(port) };
  }

  /** No connection gets through. Heal it by what is returned. */
  async fail(outage: Outage): Promise<() => Promise<ProxyCounters>> {
    this.#begunInSilence = 0;
    if (outage === 'refusing') {
      const hit = (await this.#listener?.leave()) ?? 0;
      return async () => {
        await this.#listener?.comeBack();
        return { hit, begunInSilence: 0 };
      };
    }
    this.#isSilent = true;
    const hit = this.#connections.size;
    this.#connections.forEach((connection) => connection.hold());
    return async () => {
      this.#isSilent = false;
      this.#connections.forEach((connection) => connection.letGo());
      return { hit, begunInSilence: this.#begunInSilence };
    };
  }

  /** Silence for one client only. Heal it by what is returned. */
  cutOff(clientId: string): () => ProxyCounters {
    this.#begunInSilence = 0;
    this.#silenced.add(clientId);
    const cut = [...this.#connections].filter((connection) => connection.clientId === clientId);
    cut.forEach((connection) => connection.hold());
    return () => {
      this.#silenced.delete(clientId);
      this.#connections.forEach((connection) => {
        if (connection.clientId === clientId) {
          connection.letGo();
        }
      });
      return { hit: cut.length, begunInSilence: this.#begunInSilence };
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.leave();
  }

  #connect(client: Socket): void {
    if (this.#target === undefined) {
      client.destroy();
      return;
    }
    const connection = new ProxiedConnection(
      client,
      connect(this.#target),
      this.observer.eye(),
      (clientId) => {
        if (this.#silenced.has(clientId)) {
          this.#begunInSilence += 1;
          connection.hold();
        }
      },
    );
    this.#connections.add(connection);
    connection.onClose(() => this.#connections.delete(connection));
    if (this.#isSilent) {
      this.#begunInSilence += 1;
      connection.hold();
    }
  }
}

class ProxiedConnection {
  #isHeld = false;
  #isKnown = false;
  /** From the client, read before the hold took effect. */
  #stash: Buffer[] = [];

  constructor(
    private readonly client: Socket,
    private readonly broker: Socket,
    private readonly eye: ConnectionEye,
    /** Told once, before the client's first request is passed on. */
    private readonly onKnown: (clientId: string) => void,
  ) {
    client.setNoDelay().on('data', (chunk: Buffer) => this.#fromClient(chunk));
    broker.setNoDelay().on('data', (chunk: Buffer) => {
      eye.answer(chunk);
      this.#pass(chunk, broker, client);
    });
    client.on('error', () => undefined).on('close', () => broker.destroy());
    broker.on('error', () => undefined).on('close', () => client.destroy());
    client.on('end', () => broker.end());
    broker.on('end', () => client.end());
  }

  get clientId(): string | undefined {
    return this.eye.clientId;
  }

  onClose(tell: () => void): void {
    this.broker.once('close', tell);
  }

  hold(): void {
    this.#isHeld = true;
    this.client.pause();
    this.broker.pause();
  }

  letGo(): void {
    this.#isHeld = false;
    this.#stash.splice(0).forEach((chunk) => this.#pass(chunk, this.client, this.broker));
    this.client.resume();
    this.broker.resume();
  }

  #fromClient(chunk: Buffer): void {
    this.eye.request(chunk);
    if (!this.#isKnown && this.clientId !== undefined) {
      this.#isKnown = true;
      this.onKnown(this.clientId);
    }
    if (this.#isHeld) {
      this.#stash.push(chunk);
    } else {
      this.#pass(chunk, this.client, this.broker);
    }
  }

  #pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (to.writable && !to.write(chunk)) {
      from.pause();
      to.once('drain', () => {
        if (!this.#isHeld) {
          from.resume();
        }
      });
    }
  }
}

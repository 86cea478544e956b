import type { KafkajsBroker, KafkajsCluster } from '../kafkajs/kafkajs-internals.js';
import { exchange } from './exchange.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { KafkaTroubles } from './kafka-troubles.js';
import { NO_ANSWER_IN_TIME, within } from '#libs/async';
import { connectionError, unanswered, KafkaError } from './kafka.errors.js';
import type { Address, Asker } from './client.port.js';

/** The oldest that the service was seen to work with; with KRaft, older ones have no transactions. */
const OLDEST_KAFKA = '3.3';
/** With TLS, ApiVersions and SASL. A frozen broker is connected to by its kernel, and says nothing. */
const CONNECTS_WITHIN_MS = 5_000;

interface Link {
  readonly broker: KafkajsBroker;
  connecting: Promise<void> | undefined;
}

/**
 * TCP connections by address and purpose, over the sockets, TLS, SASL and request
 * queues of kafkajs.
 *
 * A broker answers the requests of one connection one after the other, so those
 * that wait (a long poll, a commit that waits for its replicas) must not share
 * one with others: every lane's transactions have their own, as every producer of
 * the Java client has. A connection that failed is never used again: kafkajs
 * keeps a half-received answer in it and would read the next one as its rest.
 */
export class Connections implements Asker {
  readonly #links = new Map<string, Promise<Link>>();
  #isClosed = false;

  constructor(
    private readonly cluster: KafkajsCluster,
    private readonly requestTimeoutMs: number,
    private readonly troubles: KafkaTroubles = new KafkaTroubles(),
  ) {}

  /** Rejects with KafkaError only. */
  async ask<Answer>(address: Address, purpose: string, request: ProtocolRequest<Answer>): Promise<Answer> {
    const watched = this.troubles.asked(nameOf(address), request);
    try {
      const { throttleMs, answer } = await this.#ask(address, purpose, request);
      watched.answered(throttleMs, answer);
      return answer;
    } catch (error) {
      watched.failed(error instanceof KafkaError ? error.code : '');
      throw error;
    }
  }

  async #ask<Answer>(
    address: Address,
    purpose: string,
    asked: ProtocolRequest<Answer>,
  ): Promise<{ readonly throttleMs: number; readonly answer: Answer }> {
    const name = nameOf(address);
    const broker = await this.#connected(address, purpose);
    const request = asked.later && speaks(broker, asked.later) ? asked.later : asked;
    if (!speaks(broker, request)) {
      throw new KafkaError(
        'UNSUPPORTED_BROKER',
        `Kafka at ${name} does not speak version ${request.version} of ${request.api}: this service needs Apache Kafka ${OLDEST_KAFKA} or newer`,
      );
    }
    try {
      const connection = await broker.connectionPool.getConnection();
      return await exchange(connection, request, this.requestTimeoutMs);
    } catch (error) {
      this.drop(address, purpose);
      throw unanswered(name, request.api, error);
    }
  }

  /** The next request gets a new connection; what still waits on the old one is answered or times out. */
  drop(address: Address, purpose: string): void {
    const key = keyOf(address, purpose);
    const link = this.#links.get(key);
    this.#links.delete(key);
    void link?.then(disconnect, () => undefined);
  }

  /** What is asked from now on is UNREACHABLE. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const links = [...this.#links.values()];
    this.#links.clear();
    await Promise.allSettled(links.map(async (link) => disconnect(await link)));
  }

  async #connected(address: Address, purpose: string): Promise<KafkajsBroker> {
    if (this.#isClosed) {
      throw new KafkaError('UNREACHABLE', 'The connections to Kafka have been closed.');
    }
    const key = keyOf(address, purpose);
    let link = this.#links.get(key);
    if (!link) {
      link = this.#open(address);
      this.#links.set(key, link);
    }
    try {
      const opened = await link;
      // kafkajs calls itself connected before it has learned what the broker speaks.
      if (opened.connecting || !opened.broker.isConnected()) {
        opened.connecting ??= opened.broker.connect().finally(() => (opened.connecting = undefined));
        if ((await within(opened.connecting, CONNECTS_WITHIN_MS)) === NO_ANSWER_IN_TIME) {
          throw new Error('it accepts connections, but does not answer');
        }
      }
      return opened.broker;
    } catch (error) {
      if (this.#links.get(key) === link) {
        this.drop(address, purpose);
      }
      throw connectionError(nameOf(address), error);
    }
  }

  async #open({ host, port }: Address): Promise<Link> {
    const connectionPool = await this.cluster.connectionPoolBuilder.build({ host, port });
    const broker = this.cluster.brokerPool.createBroker({ connectionPool, logger: this.cluster.rootLogger });
    return { broker, connecting: undefined };
  }
}

function speaks({ versions }: KafkajsBroker, { key, version }: ProtocolRequest<unknown>): boolean {
  const range = versions?.[key];
  return range !== undefined && version >= range.minVersion && version <= range.maxVersion;
}

function nameOf({ host, port }: Address): string {
  return `${host}:${port}`;
}

function keyOf(address: Address, purpose: string): string {
  return `${purpose}@${nameOf(address)}`;
}

async function disconnect({ broker }: Link): Promise<void> {
  await broker.disconnect().catch(() => undefined); // it is given up either way
}

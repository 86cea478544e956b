import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaDistribution } from '../distribution/kafka-distribution.js';
import { BrokerStartError } from '../support/embedded-kafka.errors.js';
import { accepts } from '../support/reachable.js';
import { spawnGuarded, type GuardedProcess } from './guarded-process.js';

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 40;
const LOG_TAIL_LINES = 40;

export interface BrokerNodeOptions {
  readonly nodeId: number;
  readonly distribution: KafkaDistribution;
  /** Of the cluster: removed if this process dies. */
  readonly clusterFolder: string;
  /** Holds server.properties, broker.log and the formatted data. */
  readonly nodeFolder: string;
  /** Within it. */
  readonly dataFolder: string;
  /** Of the plaintext listener: it opens when the controller has let the broker in. */
  readonly readyPorts: readonly number[];
}

export type BrokerState = 'stopped' | 'running' | 'frozen';

/** One broker and controller of an embedded cluster, with the handles that chaos needs. */
export class BrokerNode {
  readonly nodeId: number;
  readonly #options: BrokerNodeOptions;
  #jvm: GuardedProcess | undefined;
  /** The latest start's, so that no kill can come too early for it. */
  #spawning: Promise<GuardedProcess> | undefined;
  #state: BrokerState = 'stopped';

  constructor(options: BrokerNodeOptions) {
    this.nodeId = options.nodeId;
    this.#options = options;
  }

  /** Its logs, one folder for each partition. To be touched only while it is stopped. */
  get dataFolder(): string {
    return this.#options.dataFolder;
  }

  get state(): BrokerState {
    return this.#state;
  }

  /** Of the JVM; undefined while stopped. */
  get pid(): number | undefined {
    return this.#jvm?.pid;
  }

  /** The broker's own log so far, of all its starts. */
  async log(): Promise<string> {
    return readFile(this.#logFile, 'utf8').catch(() => '');
  }

  /**
   * Starts it, or starts it again with the data and ports it had, and waits until it takes requests.
   * With three nodes the first waits for a second: start them together.
   * @throws BrokerStartError if it ends or has not come up within 60 s.
   */
  async start({ signal = NEVER }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state !== 'stopped') {
      throw new Error(`Broker ${this.nodeId} is ${this.#state}, so it cannot be started`);
    }
    this.#state = 'running';
    this.#spawning = this.#spawn();
    try {
      await this.#ready(await this.#spawning, signal);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** A controlled shutdown: leadership moves to the other nodes first. Killed if that takes over 20 s. */
  async stop(): Promise<void> {
    this.thaw();
    const jvm = this.#jvm;
    this.#signal('SIGTERM');
    const overdue = new AbortController();
    await Promise.race([
      jvm?.exited,
      delay(STOP_TIMEOUT_MS, undefined, { signal: overdue.signal }).catch(() => undefined),
    ]);
    overdue.abort();
    await this.kill();
  }

  /** SIGKILL, as of a machine that loses power, except that the operating system keeps what was written. */
  async kill(): Promise<void> {
    await this.#spawning?.catch(() => undefined);
    const jvm = this.#jvm;
    this.#signal('SIGKILL');
    await jvm?.exited;
  }

  /** SIGSTOP: it holds its connections and answers nothing, as in a long pause of its machine. */
  freeze(): void {
    if (this.#state === 'running') {
      this.#signal('SIGSTOP');
      this.#state = 'frozen';
    }
  }

  /** SIGCONT: it goes on with what it believed when it was frozen. */
  thaw(): void {
    if (this.#state === 'frozen') {
      this.#signal('SIGCONT');
      this.#state = 'running';
    }
  }

  get #logFile(): string {
    return join(this.#options.nodeFolder, 'broker.log');
  }

  async #spawn(): Promise<GuardedProcess> {
    const jvm = await spawnGuarded({
      ...this.#command(),
      logFile: this.#logFile,
      folder: this.#options.clusterFolder,
    }).catch((error: unknown) => {
      this.#state = 'stopped';
      throw error;
    });
    this.#jvm = jvm;
    void jvm.exited.then(() => {
      this.#jvm = undefined;
      this.#state = 'stopped';
    });
    return jvm;
  }

  #command(): { readonly command: string; readonly args: readonly string[] } {
    const { distribution, nodeFolder } = this.#options;
    return {
      command: distribution.java,
      args: [
        ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'],
        `-Dlog4j2.configurationFile=${distribution.log4jConfiguration}`,
        ...['-cp', distribution.classpath, 'kafka.Kafka', join(nodeFolder, 'server.properties')],
      ],
    };
  }

  async #ready(jvm: GuardedProcess, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await this.#listens())) {
      signal.throwIfAborted();
      if (this.#jvm !== jvm) {
        throw await this.#startError(`ended with code ${await jvm.exited}`);
      }
      if (performance.now() > deadline) {
        throw await this.#startError(`was not ready within ${START_TIMEOUT_MS / 1_000} s`);
      }
      await delay(POLL_MS);
    }
  }

  /** On all of its ports: it opens one after the other. */
  async #listens(): Promise<boolean> {
    const ports = this.#options.readyPorts.map((port) => accepts({ host: '127.0.0.1', port }, 1_000));
    return !(await Promise.all(ports)).includes(false);
  }

  async #startError(problem: string): Promise<BrokerStartError> {
    const tail = (await this.log()).trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
    return new BrokerStartError(this.nodeId, problem, tail);
  }

  #signal(name: NodeJS.Signals): void {
    try {
      if (this.#jvm !== undefined) {
        process.kill(this.#jvm.pid, name);
      }
    } catch (error) {
      // It may have ended without our having heard of it.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
        throw error;
      }
    }
  }
}

const NEVER = new AbortController().signal;

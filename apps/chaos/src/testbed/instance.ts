import { Metrics, ServiceProcess, type ProgramEnd } from '#libs/testbed';
import { PingOneProxy } from './pingone-proxy.js';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { ServiceLog } from './service-log.js';

/** Compiled, also where this file itself is run from its source. */
const STEPPED_CLOCK = join(
  dirname(findPackageJSON(import.meta.url) ?? ''),
  'dist/apps/chaos/src/testbed/stepped-clock.js',
);

export interface Gauges {
  /** Revocations without an outcome. */
  readonly open: number;
  /** Calls that wait for a permit. */
  readonly waiting: number;
  readonly rssBytes: number;
}

interface Clock {
  readonly clockOffsetMs: number;
}

function isClock(message: unknown): message is Clock {
  return typeof message === 'object' && message !== null && 'clockOffsetMs' in message;
}

/** One process of the service, with a way to PingOne of its own. */
export class Instance implements AsyncDisposable {
  #state: 'running' | 'frozen' | 'leaving' | 'gone' = 'running';
  /** Whether its end was brought about by a fault. */
  #isEndExpected = false;
  readonly log: ServiceLog;

  private constructor(
    readonly name: string,
    readonly clientId: string,
    readonly pingone: PingOneProxy,
    readonly service: ServiceProcess,
  ) {
    this.log = new ServiceLog(() => service.output);
    void service.exited.then(() => {
      this.#state = 'gone';
    });
  }

  /** Resolves when it says that it is ready. */
  static async start(
    name: string,
    environment: Readonly<Record<string, string>>,
    pingone: string,
  ): Promise<Instance> {
    const front = await PingOneProxy.open(pingone);
    const clientId = `chaos-${name}`;
    const service = await ServiceProcess.spawn(
      {
        ...environment,
        KAFKA_CLIENT_ID: clientId,
        PINGONE_API_URL: `${front.url}/v1`,
        PINGONE_AUTH_URL: front.url,
      },
      { nodeArgs: ['--import', STEPPED_CLOCK] },
    );
    return new Instance(name, clientId, front, service);
  }

  get state(): 'running' | 'frozen' | 'leaving' | 'gone' {
    return this.#state;
  }

  get isEndExpected(): boolean {
    return this.#isEndExpected;
  }

  freeze(): void {
    this.service.signal('SIGSTOP');
    this.#state = 'frozen';
  }

  thaw(): void {
    this.service.signal('SIGCONT');
    this.#state = 'running';
  }

  /** Its wall clock is off by so many milliseconds from now on. */
  setClock(offsetMs: number): void {
    this.log.clockSteps(offsetMs);
    this.service.tell({ clockOffsetMs: offsetMs });
  }

  /** Whether its clock is off by as much, by what it said itself last; undefined if not. */
  clockShows(offsetMs: number): true | undefined {
    const said = this.service.messages.findLast(isClock);
    return said?.clockOffsetMs === offsetMs ? true : undefined;
  }

  async kill(): Promise<void> {
    this.#isEndExpected = true;
    await this.service.kill('SIGKILL');
  }

  /** Resolves with its exit code, or the signal that ended it. */
  terminate(): Promise<ProgramEnd> {
    this.#isEndExpected = true;
    this.#state = 'leaving';
    this.service.signal('SIGTERM');
    return this.service.exited;
  }

  async gauges(): Promise<Gauges> {
    const metrics = new Metrics(await this.service.metrics());
    return {
      open: metrics.sum('revocation_open'),
      waiting: metrics.sum('pingone_waiting_calls'),
      rssBytes: metrics.sum('process_resident_memory_bytes'),
    };
  }

  /** Calls that it has taken back when they were about to leave, since it was started. */
  withdrawn(): Promise<number> {
    return this.service.metric('pingone_requests_total', { status: 'withdrawn' });
  }

  /** Whatever state it is in. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.pingone.close();
  }
}

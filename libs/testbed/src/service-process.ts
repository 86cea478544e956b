import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from './eventually.js';
import { Metrics } from './metrics.js';
import { ProgramProcess, type ProgramOptions } from './program-process.js';

const SERVICE_MAIN = 'apps/revoker/src/main.js';
const READY_DEADLINE_MS = 300_000;
const ANSWER_DEADLINE_MS = 20_000;
const LAST_CHARACTERS = 4_000;

export interface ServiceOptions extends Omit<ProgramOptions, 'main' | 'environment'> {
  /** Another program that starts the service. */
  readonly main?: string;
}

interface Answer {
  /** 0 where it does not answer. */
  readonly status: number;
  readonly body: string;
}

/** The built service as a process, with nothing in its environment but what a deployment would set. */
export class ServiceProcess extends ProgramProcess {
  private constructor(
    options: ProgramOptions,
    readonly healthUrl: string,
  ) {
    super(options);
  }

  /** Starts it and does not wait for anything. */
  static async spawn(
    environment: Readonly<Record<string, string>>,
    options: ServiceOptions = {},
  ): Promise<ServiceProcess> {
    const port = environment['HEALTH_PORT'] ?? String(await freePort());
    const settings = { HEALTH_PORT: port, LOG_LEVEL: 'info', ...environment };
    return new ServiceProcess(
      { main: SERVICE_MAIN, ...options, environment: settings },
      `http://127.0.0.1:${port}`,
    );
  }

  /** Starts it and waits until it says that it is ready. */
  static async start(
    environment: Readonly<Record<string, string>>,
    options?: ServiceOptions,
  ): Promise<ServiceProcess> {
    const service = await ServiceProcess.spawn(environment, options);
    try {
      await service.untilReady();
      return service;
    } catch (error) {
      await service.kill();
      throw error;
    }
  }

  /** @throws ProgramEndedError where it ends instead; DeadlineError, with what it says of itself */
  async untilReady({
    deadlineMs = READY_DEADLINE_MS,
    signal,
  }: { readonly deadlineMs?: number; readonly signal?: AbortSignal } = {}): Promise<void> {
    let last: Answer = { status: 0, body: '' };
    await eventually(
      () =>
        `the service is ready; it answers ${last.status} ${last.body}; the end of its output:\n${this.output.slice(-LAST_CHARACTERS)}`,
      async () => {
        last = await this.health('ready');
        return last.status === 200;
      },
      deadlineMs,
      { signal: AbortSignal.any([this.ended, ...(signal ? [signal] : [])]) },
    );
  }

  health(what: 'live' | 'ready'): Promise<Answer> {
    return this.#get(`/health/${what}`);
  }

  /** The page as it is. */
  async metrics(): Promise<string> {
    return (await this.#get('/metrics')).body;
  }

  /** The sum of one metric over all label sets that have these labels among them; 0 where it does not answer. */
  async metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number> {
    return new Metrics(await this.metrics()).sum(name, labels);
  }

  async #get(path: string): Promise<Answer> {
    try {
      const signal = AbortSignal.timeout(ANSWER_DEADLINE_MS);
      const response = await fetch(this.healthUrl + path, { signal });
      return { status: response.status, body: await response.text() };
    } catch {
      return { status: 0, body: '' };
    }
  }
}

/** A port that is free on loopback now; what is to listen there has to be told before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await server[Symbol.asyncDispose]();
  return port;
}

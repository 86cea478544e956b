import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.js';
import { eventually } from './eventually.js';
import { topicSettings, type Topics } from './topics.js';

/** Of the repository, also where this file itself was compiled into `dist`. */
const ROOT = dirname(findPackageJSON(import.meta.url) ?? '');
/** Ends the service when this process ends, whatever ends it. */
const GUARD = join(ROOT, 'dist/libs/testbed/src/parent-guard.js');
export const SERVICE_MAIN = join(ROOT, 'dist/apps/revoker/src/main.js');
const START_DEADLINE_MS = 120_000;

/** The built service as a process of its own, with nothing in its environment but what a deployment would set. */
export class ServiceProcess {
  /** Everything it printed, for assertions and for the one who reads a failed test. */
  output = '';
  /** What it said on its channel; the service itself says nothing. */
  readonly messages: unknown[] = [];
  readonly exited: Promise<number | NodeJS.Signals>;

  private constructor(
    private readonly child: ChildProcess,
    readonly healthUrl: string,
  ) {
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString('utf8');
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message) => this.messages.push(message));
    this.exited = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  }

  /**
   * Starts it and does not wait for anything.
   * @param command another way into it, with its arguments
   */
  static async spawn(
    environment: Readonly<Record<string, string>>,
    command: readonly string[] = [SERVICE_MAIN],
  ): Promise<ServiceProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--enable-source-maps', '--import', GUARD, ...command], {
      env: { PATH: process.env['PATH'], HEALTH_PORT: String(port), LOG_LEVEL: 'info', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new ServiceProcess(child, `http://127.0.0.1:${port}`);
  }

  /** Starts it and waits until it says that it is ready. */
  static async start(
    environment: Readonly<Record<string, string>>,
    command?: readonly string[],
  ): Promise<ServiceProcess> {
    const service = await ServiceProcess.spawn(environment, command);
    await service.untilReady();
    return service;
  }

  async untilReady(): Promise<void> {
    await eventually(
      () => `the service is ready; it printed:\n${this.output.slice(-4_000)}`,
      async () => (await this.health('ready')).status === 200,
      START_DEADLINE_MS,
    );
  }

  async health(what: 'live' | 'ready'): Promise<{ status: number; body: string }> {
    return this.get(`/health/${what}`);
  }

  async metrics(): Promise<string> {
    return (await this.get('/metrics')).body;
  }

  /** Sends a signal; `exited` resolves when the process is gone. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** On its channel. */
  tell(message: object): void {
    this.child.send(message);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.exited;
  }

  private async get(path: string): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(this.healthUrl + path, { signal: AbortSignal.timeout(20_000) });
      return { status: response.status, body: await response.text() };
    } catch {
      return { status: 0, body: '' };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await this.kill();
    }
  }
}

/** What the service has to know of a simulated PingOne. */
export interface SimulatedPingOne {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly environmentId: string;
  readonly worker: { readonly clientId: string; readonly clientSecret: string };
}

/** The settings of a service that works against a simulator. */
export function serviceEnvironment(options: {
  readonly brokers: string;
  readonly topics: Topics;
  readonly groupId: string;
  readonly simulator: SimulatedPingOne;
}): Record<string, string> {
  const { brokers, topics, groupId, simulator } = options;
  return {
    KAFKA_BROKERS: brokers,
    KAFKA_GROUP_ID: groupId,
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    TOPICS_CREATE: 'true',
    START_FROM: 'earliest',
    LANES: '4',
    ...topicSettings(topics),
    PINGONE_API_URL: simulator.apiUrl,
    PINGONE_AUTH_URL: simulator.authUrl,
    PINGONE_ENVIRONMENT_ID: simulator.environmentId,
    PINGONE_CLIENT_ID: simulator.worker.clientId,
    PINGONE_CLIENT_SECRET: simulator.worker.clientSecret,
    PINGONE_REQUESTS_PER_SECOND: '200',
    PINGONE_REQUESTS_IN_FLIGHT: '50',
  };
}

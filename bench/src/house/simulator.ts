import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  BehaviourChange,
  IssuedTokens,
  Seeded,
  SeedRequest,
  SimulatedApplication,
  StateSummary,
  TokenRequest,
  TrafficReport,
} from '../../../apps/pingone-simulator/src/index.js';
import { BenchedProcess } from './child-process.js';
import { until } from './until.js';

const START_DEADLINE_MS = 30_000;

/** How PingOne behaves in a cell. Milliseconds. */
export interface PingOneConditions {
  /** Of every answer: half on the way there, half on the way back. */
  readonly latencyMs: number;
  readonly jobDurationMs: number;
  /** More are answered with 429. */
  readonly requestsPerSecond?: number;
  /** Of these, what another client sends. */
  readonly rivalPerSecond?: number;
  /** Of all requests, answered with 429 at random. */
  readonly refusedShare?: number;
}

/** The simulated PingOne in a process of its own, pulled by its HTTP strings. */
export class SimulatorProcess implements AsyncDisposable {
  private constructor(
    readonly process: BenchedProcess,
    /** `PINGONE_*` variables that point the service to it. */
    readonly settings: Readonly<Record<string, string>>,
    private readonly controlUrl: string,
  ) {}

  static async start(folder: string, conditions: PingOneConditions): Promise<SimulatorProcess> {
    const behaviourFile = join(folder, 'behaviour.json');
    await writeFile(behaviourFile, JSON.stringify(behaviourOf(conditions)));
    const process = new BenchedProcess({
      entry: 'apps/pingone-simulator/src/main.js',
      args: ['--port', '0', '--users', '0', '--behaviour', behaviourFile, '--applications-dir', folder],
      logFile: join(folder, 'simulator.log'),
    });
    try {
      await until('the simulator is ready', () => isReady(process), { deadlineMs: START_DEADLINE_MS });
      const settings = exportedVariables(process.output());
      return new SimulatorProcess(process, settings, settings['PINGONE_AUTH_URL'] ?? '');
    } catch (error) {
      await process.stop('SIGKILL');
      throw error;
    }
  }

  seed(request: SeedRequest): Promise<Seeded> {
    return this.#control<Seeded>('POST', '/__seed', request);
  }

  issueTokens(request: TokenRequest): Promise<IssuedTokens> {
    return this.#control<IssuedTokens>('POST', '/__tokens', request);
  }

  behave(change: BehaviourChange): Promise<unknown> {
    return this.#control('PATCH', '/__behaviour', change);
  }

  async applications(): Promise<readonly SimulatedApplication[]> {
    const { applications } = await this.#control<{ applications: readonly SimulatedApplication[] }>(
      'GET',
      '/__applications',
    );
    return applications;
  }

  summary(): Promise<StateSummary> {
    return this.#control<StateSummary>('GET', '/__state');
  }

  traffic(): Promise<TrafficReport> {
    return this.#control<TrafficReport>('GET', '/__state/requests?last=0');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.process.stop();
  }

  async #control<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(this.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`The simulator refuses ${method} ${path}: ${await response.text()}`);
    }
    return (await response.json()) as T;
  }
}

function behaviourOf({
  latencyMs,
  jobDurationMs,
  requestsPerSecond,
  rivalPerSecond,
  refusedShare,
}: PingOneConditions): BehaviourChange {
  const half = latencyMs / 2;
  const delays: Rules =
    latencyMs === 0
      ? []
      : [
          { name: 'there', effect: { kind: 'delay', ms: half, when: 'before' } },
          { name: 'back', effect: { kind: 'delay', ms: half, when: 'after' } },
        ];
  const refusals: Rules =
    refusedShare === undefined
      ? []
      : [
          {
            name: 'random-429',
            probability: refusedShare,
            effect: { kind: 'respond', status: 429, retryAfterSeconds: 1 },
          },
        ];
  return {
    settings: {
      jobDurationMs,
      rateLimits: { licence: requestsPerSecond ?? null, rivalPerSecond: rivalPerSecond ?? null },
    },
    rules: [...delays, ...refusals],
  };
}

type Rules = NonNullable<BehaviourChange['rules']>;

function isReady(process: BenchedProcess): boolean {
  process.assertRunning();
  return process.output().includes('PINGONE_APPLICATIONS_FILE=');
}

/** It prints them for a shell. */
function exportedVariables(output: string): Record<string, string> {
  return Object.fromEntries(
    [...output.matchAll(/^export (\w+)='([^']*)'$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

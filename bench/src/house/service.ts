import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, topicSettings } from '#libs/testbed';
import type { Room } from './bench-house.js';
import { BenchedProcess } from './child-process.js';
import { PARTITIONS } from './topics.js';
import { until } from './until.js';

const START_DEADLINE_MS = 60_000;

export interface ServiceOptions extends Room {
  /** Where PingOne is, and what this cell sets otherwise than its default. */
  readonly settings: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** The built service, started as `npm start` does. */
export class RevokerProcess implements AsyncDisposable {
  private constructor(
    readonly process: BenchedProcess,
    private readonly healthUrl: string,
  ) {}

  /** Resolves as soon as it is started, not when it is ready. */
  static async spawn({
    folder,
    brokers,
    topics,
    settings,
    nodeArgs = [],
  }: ServiceOptions): Promise<RevokerProcess> {
    const port = await freePort();
    const sealingKeyFile = join(folder, 'sealing.key');
    await writeFile(sealingKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
    const process = new BenchedProcess({
      entry: 'apps/revoker/src/main.js',
      nodeArgs: ['--enable-source-maps', ...nodeArgs],
      logFile: join(folder, `service-${port}.log`),
      env: {
        KAFKA_BROKERS: brokers.join(),
        KAFKA_GROUP_ID: topics.groupId,
        TOPICS_CREATE: 'true',
        START_FROM: 'earliest',
        LANES: String(PARTITIONS),
        ...topicSettings(topics),
        TOKEN_SEALING_KEY_FILE: sealingKeyFile,
        HEALTH_PORT: String(port),
        // As its image has it.
        NODE_OPTIONS: '--max-semi-space-size=32',
        MALLOC_ARENA_MAX: '1',
        ...settings,
      },
    });
    return new RevokerProcess(process, `http://127.0.0.1:${port}`);
  }

  static async start(options: ServiceOptions): Promise<RevokerProcess> {
    const service = await RevokerProcess.spawn(options);
    await service.untilReady();
    return service;
  }

  async untilReady(): Promise<void> {
    await until('the service is ready', () => this.#isReady(), { deadlineMs: START_DEADLINE_MS });
  }

  /** One number of its `/metrics`, all label sets added up. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.healthUrl}/metrics`)).text();
    const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.process[Symbol.asyncDispose]();
  }

  async #isReady(): Promise<boolean> {
    this.process.assertRunning();
    try {
      return (await fetch(`${this.healthUrl}/health/ready`)).status === 200;
    } catch {
      return false;
    }
  }
}

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdmin, openWriter, type KafkaSettings, type KafkaWriter, type TopicAdmin } from '#libs/kafka';
import { silentLog, type Log } from '#libs/observability';
import {
  connectionSettings,
  createTopics,
  EmbeddedCluster,
  sealingKeySetting,
  ServiceProcess,
  topicsOf,
  uniqueName,
  type Settings,
  type Topics,
} from '#libs/testbed';

const PARTITIONS = 8;
const STOP_DEADLINE_MS = 15_000;
/** As the image of the service has it. */
const OF_THE_IMAGE = { NODE_OPTIONS: '--max-semi-space-size=32', MALLOC_ARENA_MAX: '1' };

/** A run's own names and files, on the broker of all runs. */
export interface Run {
  readonly folder: string;
  readonly groupId: string;
  readonly topics: Topics;
  readonly brokers: readonly string[];
}

interface BenchTestbedOptions {
  readonly log: Log;
  /** Where logs and profiles of all runs are left; they are removed unless set. */
  readonly keep: string | undefined;
  /** Has V8 write a CPU profile of each service into the folder of its run. */
  readonly cpuProfile: 'written' | 'none';
}

/** What all cells share: one broker in a process of its own, and ways to talk to it. */
export class BenchTestbed implements AsyncDisposable {
  private constructor(
    private readonly options: BenchTestbedOptions,
    private readonly cluster: EmbeddedCluster,
    private readonly folder: string,
    readonly kafka: KafkaSettings,
    readonly admin: TopicAdmin,
    readonly writer: KafkaWriter,
  ) {}

  static async start(options: BenchTestbedOptions): Promise<BenchTestbed> {
    const { log, keep } = options;
    if (keep !== undefined) {
      await mkdir(keep, { recursive: true });
    }
    const folder = keep ?? (await mkdtemp(join(tmpdir(), 'bench-')));
    const cluster = await EmbeddedCluster.start({ log });
    const kafka = { brokers: cluster.brokers(), clientId: 'bench' };
    const [admin, writer] = await Promise.all([
      openAdmin(kafka, { log: silentLog }),
      openWriter(kafka, { log: silentLog }),
    ]);
    return new BenchTestbed(options, cluster, folder, kafka, admin, writer);
  }

  get brokerPid(): number {
    return this.cluster.nodes[0]?.pid ?? 0;
  }

  /** Runs a cell with topics and a folder that are gone afterwards. */
  async run<T>(cell: string, use: (run: Run) => Promise<T>): Promise<T> {
    const groupId = uniqueName(cell);
    const topics = topicsOf(groupId);
    const folder = await mkdtemp(join(this.folder, `${cell}-`));
    const { userDeprovisioned, sessionTerminated, completed, deadLetter } = topics;
    // The service creates its own two.
    const names = [userDeprovisioned, sessionTerminated, completed, deadLetter];
    await createTopics(
      this.admin,
      names.map((name) => ({ name, partitions: PARTITIONS, replicationFactor: 1 })),
    );
    try {
      return await use({ folder, groupId, topics, brokers: this.kafka.brokers });
    } finally {
      // The disk of a long benchmark is not endless.
      await this.admin.delete(Object.values(topics));
      await this.#remove(folder);
    }
  }

  /**
   * The built service, started as `npm start` does. Does not wait until it is ready.
   * @param settings where PingOne is, and what the cell sets otherwise than its default
   */
  async spawnService({ folder, groupId, topics, brokers }: Run, settings: Settings): Promise<ServiceProcess> {
    const connection = { brokers: brokers.join(), topics, groupId, pingone: {} };
    const environment = {
      ...connectionSettings(connection),
      ...(await sealingKeySetting(folder)),
      LANES: String(PARTITIONS),
      ...OF_THE_IMAGE,
      ...settings,
    };
    return ServiceProcess.spawn(environment, {
      nodeArgs: this.options.cpuProfile === 'written' ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [],
      logFile: join(folder, `${uniqueName('service')}.log`),
      processGroup: 'own',
      stopDeadlineMs: STOP_DEADLINE_MS,
    });
  }

  async startService(run: Run, settings: Settings): Promise<ServiceProcess> {
    const service = await this.spawnService(run, settings);
    await service.untilReady();
    return service;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.admin.close(), this.writer.close()]);
    await this.cluster.stop();
    await this.#remove(this.folder);
  }

  async #remove(path: string): Promise<void> {
    if (this.options.keep === undefined) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

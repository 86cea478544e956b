import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedCluster } from '#libs/testbed';
import { openAdmin, openWriter, type KafkaSettings, type KafkaWriter, type TopicAdmin } from '#libs/kafka';
import { silentLog, type Log } from '#libs/observability';
import { createTopics, deleteTopics, runTopics, type RunTopics } from './topics.js';

/** A run's own names and files, on the broker of all of them. */
export interface Room {
  readonly folder: string;
  readonly topics: RunTopics;
  readonly brokers: readonly string[];
}

interface HouseOptions {
  readonly log: Log;
  /** Where logs and profiles of all runs are left; otherwise they are removed. */
  readonly keep: string | undefined;
}

interface Files {
  readonly folder: string;
  remove(path: string): Promise<void>;
}

/** What all cells share: one broker in a process of its own, and ways to talk to it. */
export class BenchHouse implements AsyncDisposable {
  private constructor(
    private readonly cluster: EmbeddedCluster,
    readonly kafka: KafkaSettings,
    readonly admin: TopicAdmin,
    readonly writer: KafkaWriter,
    private readonly files: Files,
  ) {}

  static async open({ log, keep }: HouseOptions): Promise<BenchHouse> {
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
    const remove = async (path: string): Promise<void> =>
      keep === undefined ? rm(path, { recursive: true, force: true }) : undefined;
    return new BenchHouse(cluster, kafka, admin, writer, { folder, remove });
  }

  get brokerPid(): number {
    return this.cluster.nodes[0]?.pid ?? 0;
  }

  /** Runs something with topics and a folder that are gone afterwards. */
  async inRoom<T>(cell: string, use: (room: Room) => Promise<T>): Promise<T> {
    const topics = runTopics(cell);
    const folder = await mkdtemp(join(this.files.folder, `${cell}-`));
    await createTopics(this.admin, topics);
    try {
      return await use({ folder, topics, brokers: this.kafka.brokers });
    } finally {
      await deleteTopics(this.admin, topics);
      await this.files.remove(folder);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.admin.close(), this.writer.close()]);
    await this.cluster.stop();
    await this.files.remove(this.files.folder);
  }
}

import { hostname } from 'node:os';

import { FetchPool } from '../fetch/fetch-pool.js';
import type { FetchSource } from '../fetch/fetch-loop.js';
import { type KafkaClient, KafkaGroup } from '#libs/kafka';
import type { LaneContext } from '../context/lane-context.js';
import { LedgerMemory } from '../ledger/ledger-memory.js';
import { RecordLimit } from '../ledger/record-limit.js';
import { CommittedOffsets } from '../membership/committed-offsets.js';
import { Membership } from '../membership/membership.js';
import type { StoredPosition } from '../format/ledger-format.js';
import type { RecordHandler } from '../ports/handler-result.port.js';
import type { PartitionWatch } from '../watch/partition-watch.js';
import { pause } from '#libs/async';
import { LaneRegistry } from './lane-registry.js';
import type { FatalCause, LanesOptions } from '../context/lanes-options.js';
import { StandingWatch } from './standing-watch.js';
import { neededTopics } from '../topics/topic-trouble.policy.js';
import { AccessWatch } from '../topics/access-watch.js';
import { expandPartitions, measureLanes } from './maintenance.js';
import { laneKafka } from './lane-kafka.js';

const MAINTENANCE_MS = 1000;
/** In turns of the maintenance, as the next. */
const COMMIT_TURNS = 5;
const METADATA_REFRESH_MS = 30_000;
/** So soon a topic that was created anew is noticed, also where nothing is read. */
const METADATA_TURNS = 3;

export interface LaneServiceOptions<Entry> {
  readonly options: LanesOptions<Entry>;
  readonly handleRecord: RecordHandler<Entry>;
  readonly client: KafkaClient;
  readonly lanes: number;
  readonly recordBytes: number;
  readonly emptyAtStart: ReadonlyMap<string, StoredPosition>;
  /** A problem that may pass. */
  readonly report: (problem: string | undefined) => void;
  readonly onFatal: (reason: string, cause: FatalCause) => void;
}

/** Membership, lanes and fetch loops, once Kafka is reachable and its topics are as they must be. */
export class LaneService<Entry> {
  readonly registry: LaneRegistry<Entry>;
  readonly #watch: StandingWatch<Entry>;
  readonly #membership: Membership;
  readonly #offsets: CommittedOffsets;
  readonly #fetching = new AbortController();
  readonly #fetchPool: FetchPool;
  readonly #maintenance = new AbortController();
  readonly #access: AccessWatch;
  /** A topic has come back: it is looked for before its turn. */
  #isMended = false;
  #fetched: Promise<void> = Promise.resolve();
  /** How many lanes had told how far they are. */
  #toldOf = 0;

  constructor(private readonly parts: LaneServiceOptions<Entry>) {
    const { options, client, lanes } = parts;
    const { kafka, groupId, topics, sessionTimeoutMs, log } = options;
    const inputs = Object.values(topics.inputs);
    this.#access = new AccessWatch({
      topics: neededTopics({ ...topics, inputs }),
      askAny: (request, purpose) => client.askAny(request, purpose),
      onMended: () => (this.#isMended = true),
      signal: this.#maintenance.signal,
      log,
    });
    const context = this.#context(inputs);
    this.#watch = new StandingWatch<Entry>({
      client,
      context,
      lanes: () => this.registry.lanes,
      everyMs: options.watchMs,
      signal: this.#maintenance.signal,
    });
    this.registry = new LaneRegistry<Entry>(context, {
      changed: () => this.#onChanged(),
      fatal: (reason) => parts.onFatal(reason, 'set-up'),
    });
    this.#membership = new Membership(
      {
        group: KafkaGroup.of(kafka, groupId, log),
        inputs,
        commands: topics.commands,
        lanes,
        sessionTimeoutMs,
        partitionCount: (topic) => client.partitionCount(topic),
        log,
      },
      {
        joined: (join) => this.registry.joined(join),
        confirmed: (sentAt) => this.registry.confirmed(sentAt),
        left: (reason) => this.registry.dropAll(reason),
        problem: parts.report,
        fatal: (reason) => parts.onFatal(reason, 'broken'),
        held: () => this.registry.held,
      },
    );
    this.#offsets = new CommittedOffsets(async (offsets) => {
      if (!this.isJoined) {
        throw new Error('Not in the group now: what it was not told is told again');
      }
      await this.#membership.commitOffsets(offsets);
    });
    this.#fetchPool = new FetchPool({
      client,
      sources: () => this.#fetchable(),
      signal: this.#fetching.signal,
      log,
    });
  }

  get #metadataRefreshMs(): number {
    return this.parts.options.metadataRefreshMs ?? METADATA_REFRESH_MS;
  }

  /** In the group, and confirmed by it lately. */
  get isJoined(): boolean {
    return this.#membership.isJoined && this.#membership.isMember();
  }

  /** What is seen from beside, and keeps no lane from its work. */
  get watch(): PartitionWatch {
    return this.#watch.partitions;
  }

  get problems(): readonly (string | undefined)[] {
    const isUnconfirmed = this.#membership.isJoined && !this.#membership.isMember();
    return [
      this.#access.problem,
      isUnconfirmed ? 'The group does not confirm our membership: nothing is begun until it does' : undefined,
    ];
  }

  /** A topic or a right is missing, or another program is in the group. */
  get isHindered(): boolean {
    return this.#access.problem !== undefined || this.#membership.isDisturbed;
  }

  start(): void {
    this.#fetched = this.#fetchPool.run();
    void this.#maintain();
    void this.#watch.run();
    void this.#access.run();
    this.#membership.start();
  }

  /** In order: no more records; no more calls, and what is still saved made durable; out of the group. */
  async close(): Promise<void> {
    this.#fetching.abort();
    await Promise.all([this.registry.drain(), this.#fetched]);
    await this.#commitOffsets();
    this.kill();
    await this.#membership.stop();
  }

  /** Gives up what `close` still waits for. */
  kill(): void {
    this.#fetching.abort();
    this.#maintenance.abort();
    this.registry.dropAll('closed');
  }

  *#fetchable(): Iterable<FetchSource> {
    for (const lane of this.registry.lanes) {
      yield* lane.fetchable();
    }
  }

  async #maintain(): Promise<void> {
    const { options, client } = this.parts;
    const { signal } = this.#maintenance;
    const expansionTurns = Math.ceil(this.#metadataRefreshMs / MAINTENANCE_MS);
    for (let turn = 1; !signal.aborted; turn++) {
      await pause(MAINTENANCE_MS, signal);
      const { lanes } = this.registry;
      measureLanes(lanes, options.metrics);
      lanes.forEach((lane) => {
        lane.alarm();
        lane.session?.forgetExpired();
        lane.session?.parts.replays.go();
      });
      if (turn % COMMIT_TURNS === 0) {
        void this.#commitOffsets();
        lanes.forEach((lane) => void lane.watchLedger());
      }
      if (turn % METADATA_TURNS === 0) {
        void client.refresh();
      }
      if (turn % expansionTurns === 0 || this.#isMended) {
        this.#isMended = false;
        await client.refresh();
        await expandPartitions(lanes, options.log);
      }
    }
  }

  #onChanged(): void {
    this.#fetchPool.wake();
    // Right after a lane was taken: its next owner must know how far its ledger goes now.
    const { length } = this.registry.lanes.filter(({ session }) => session);
    if (length !== this.#toldOf) {
      this.#toldOf = length;
      void this.#commitOffsets();
    }
  }

  async #commitOffsets(): Promise<void> {
    const progress = this.registry.lanes.flatMap((lane) => lane.progress ?? []);
    await this.#offsets.commit(progress, this.parts.options.remark?.());
  }

  #context(inputs: readonly string[]): LaneContext<Entry> {
    const { options, handleRecord, client, lanes, recordBytes, emptyAtStart } = this.parts;
    const { topics } = options;
    return {
      ...options,
      startFrom: options.startFrom,
      kafka: laneKafka({ client, groupId: options.groupId, commands: topics.commands }),
      instance: `${options.kafka.clientId}@${hostname()}:${process.pid}`,
      inputs,
      ledger: topics.ledger,
      commands: topics.commands,
      lanes,
      emptyAtStart,
      ledgers: new LedgerMemory(),
      limit: new RecordLimit(recordBytes),
      handleRecord,
      isMember: () => this.#membership.isMember(),
      troubleWith: (topic) => this.#access.troubleWith(topic),
      clock: () => Date.now(),
      steady: () => performance.now(),
    };
  }
}

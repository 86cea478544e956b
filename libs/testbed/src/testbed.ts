import { randomUUID } from 'node:crypto';
import { revocationIdOf, type RevocationCompleted } from '#libs/contracts';
import { openWriter, type KafkaSettings, type KafkaWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { eventMessage, type EventTopic } from './event-message.js';
import { eventually } from './eventually.js';
import { ServiceProcess } from './service-process.js';
import { serviceEnvironment, type Settings } from './service-settings.js';
import {
  startSimulator,
  type Effect,
  type Simulator,
  type SimulatorOptions,
  type TrafficReport,
} from './simulator.js';
import { TopicRecorder } from './topic-recorder.js';
import { topicsOf, uniqueName, type Topics } from './topics.js';

type OathTokens = Extract<RevocationCompleted['steps'][number], { kind: 'oath-tokens' }>;

/** Longer than a busy machine may keep a service from its heartbeat. */
const PATIENT_SESSION_MS = '60000';
const SOURCE = '/testbed';

/** What a publisher publishes, and where: events of one key share a lane. */
export interface TestEvent {
  /** A new one unless set. */
  readonly id?: string;
  readonly topic?: EventTopic;
  readonly key?: string;
  readonly partition?: number;
  /** The timestamp of the record, epoch milliseconds; now unless set. */
  readonly publishedAt?: number;
  readonly data: object;
}

/** In an object, because a promise of a promise would wait for both. */
export interface Submitted {
  readonly answers: Promise<readonly RevocationCompleted[]>;
}

/** The built service between a broker and a simulated PingOne: what goes in, what comes out, and what PingOne did. */
export class Testbed {
  private constructor(
    readonly simulator: Simulator,
    readonly service: ServiceProcess,
    readonly topics: Topics,
    /** Of the service: what an operator's command line reads, too. */
    readonly environment: Settings,
    private readonly writer: KafkaWriter,
    private readonly watch: TopicRecorder,
  ) {}

  /**
   * @param settings of the service, besides those that it needs anyway
   * @param pingone what there is before the service starts: nothing unless set
   */
  static async start(
    name: string,
    settings: Settings = {},
    pingone: SimulatorOptions = {},
  ): Promise<Testbed> {
    const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
    const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };
    const groupId = uniqueName(name);
    const topics = topicsOf(groupId);
    const simulator = await startSimulator({ population: {}, ...pingone });
    const environment = {
      ...serviceEnvironment({ brokers, topics, groupId, simulator }),
      KAFKA_SESSION_TIMEOUT_MS: PATIENT_SESSION_MS,
      ...settings,
    };
    const service = await ServiceProcess.start(environment);
    const writer = await openWriter(kafka, { log: silentLog });
    const watch = new TopicRecorder(kafka, [topics.completed, topics.ledger]);
    return new Testbed(simulator, service, topics, environment, writer, watch);
  }

  /** Publishes all at once; resolves with their outcomes, in the same order. */
  async outcomesOf(events: readonly TestEvent[]): Promise<readonly RevocationCompleted[]> {
    return this.answersTo(await this.publish(events));
  }

  async outcomeOf(event: TestEvent): Promise<RevocationCompleted> {
    const [outcome] = await this.outcomesOf([event]);
    if (!outcome) {
      throw new Error('no outcome');
    }
    return outcome;
  }

  /**
   * As `outcomesOf`, but nothing is submitted before all of them are ready: what fits
   * goes into one job. Resolves when PingOne has it.
   *
   * @param fate what becomes of the first submit that PingOne takes
   */
  async submittedTogether(events: readonly TestEvent[], fate?: Effect): Promise<Submitted> {
    const operation = ['submit-oath-job'] as const;
    const plug = (effect: Effect): void =>
      void this.simulator.behave({ rules: [{ name: 'plug', operation, effect }] });
    if (events.length > 1) {
      plug({ kind: 'respond', status: 503 });
    }
    if (fate) {
      this.simulator.behave({ rules: [{ name: 'fate', operation, times: 1, effect: fate }] });
    }
    const before = this.requests('submit-oath-job');
    const ids = await this.publish(events);
    if (events.length > 1) {
      await this.untilAnnounced(ids);
    }
    const refused = events.length > 1 ? this.requests('submit-oath-job') : before;
    // A rule that does nothing comes in its place: the fate is next.
    plug({ kind: 'delay', ms: 0 });
    await eventually('it is submitted', () => this.requests('submit-oath-job') > refused);
    return { answers: this.answersTo(ids) };
  }

  /** Resolves when the ledger has announced one submit, sent or not, of all these events. */
  async untilAnnounced(eventIds: readonly string[]): Promise<void> {
    const entries = new Set(eventIds.map((id) => `entry/${revocationIdOf(SOURCE, id)}`));
    const byBatch = new Map<string, Set<string>>();
    let [looked, isAnnounced] = [0, false];
    await this.watch.until('one submit is announced of all of them', ({ records }) => {
      for (const { key, value } of records.slice(looked)) {
        const [, batch] = (entries.has(String(key)) && /"batchId":"([^"]+)"/.exec(String(value))) || [];
        if (batch !== undefined) {
          byBatch.set(batch, (byBatch.get(batch) ?? new Set()).add(String(key)));
          isAnnounced ||= byBatch.get(batch)?.size === entries.size;
        }
      }
      looked = records.length;
      return isAnnounced;
    });
  }

  /** How many of the tokens PingOne deleted by the jobs that an outcome names. */
  deletedFor({ jobIds }: OathTokens, tokenIds: readonly string[]): number {
    return this.simulator.state
      .deletions()
      .filter(
        ({ tokenId, by }) => by.kind === 'job' && jobIds.includes(by.jobId) && tokenIds.includes(tokenId),
      ).length;
  }

  /** Requests of some operation so far, whatever was answered. */
  requests(operation: keyof TrafficReport['byOperation']): number {
    return this.simulator.state.requests().byOperation[operation]?.requests ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watch[Symbol.asyncDispose]();
    await this.writer.close();
    await this.service[Symbol.asyncDispose]();
    await this.simulator.close();
  }

  private async answersTo(ids: readonly string[]): Promise<readonly RevocationCompleted[]> {
    const found = (): readonly (RevocationCompleted | undefined)[] => {
      const byEvent = new Map(this.watch.outcomes(this.topics.completed).map((one) => [one.eventId, one]));
      return ids.map((id) => byEvent.get(id));
    };
    await this.watch.until('all are answered', () => !found().includes(undefined));
    return found().filter((one) => one !== undefined);
  }

  private async publish(events: readonly TestEvent[]): Promise<readonly string[]> {
    const messages = events.map(({ id = randomUUID(), topic = 'userDeprovisioned', ...rest }) => {
      const { key, partition, publishedAt, data } = rest;
      const message = {
        ...eventMessage(topic, data, { id, source: SOURCE, ...(key !== undefined && { key }) }),
        ...(partition !== undefined && { partition }),
        ...(publishedAt !== undefined && { timestamp: publishedAt }),
      };
      return { id, topic, message };
    });
    for (const [topic, of] of Map.groupBy(messages, ({ topic }) => topic)) {
      await this.writer.send(
        this.topics[topic],
        of.map(({ message }) => message),
      );
    }
    return messages.map(({ id }) => id);
  }
}

/** The OATH step of an outcome. */
export function oathStep(outcome: RevocationCompleted): OathTokens {
  const step = outcome.steps.find((one): one is OathTokens => one.kind === 'oath-tokens');
  if (!step) {
    throw new Error('the outcome has no OATH step');
  }
  return step;
}

import { randomUUID } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import { openWriter, type KafkaSettings, type KafkaWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { eventMessage, type EventTopic } from './event-message.js';
import { eventually } from './eventually.js';
import { Metrics } from './metrics.js';
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

/** So often nothing more has been submitted: what was under way has come back. */
const QUIET_LOOKS = 5;

/** What a publisher publishes, and where: events of one key share a lane. */
export interface TestEvent {
  readonly topic?: EventTopic;
  readonly key?: string;
  readonly partition?: number;
  /** The timestamp of the record, epoch milliseconds; now unless set. */
  readonly publishedAt?: number;
  readonly data: object;
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
    const environment = { ...serviceEnvironment({ brokers, topics, groupId, simulator }), ...settings };
    const service = await ServiceProcess.start(environment);
    const writer = await openWriter(kafka, { log: silentLog });
    const watch = new TopicRecorder(kafka, [topics.completed]);
    return new Testbed(simulator, service, topics, environment, writer, watch);
  }

  /** Publishes all at once; resolves with their outcomes, in the same order. */
  async outcomesOf(
    events: readonly TestEvent[],
    deadlineMs?: number,
  ): Promise<readonly RevocationCompleted[]> {
    const ids = await this.publish(events);
    const found = (): readonly (RevocationCompleted | undefined)[] => {
      const byEvent = new Map(this.watch.outcomes(this.topics.completed).map((one) => [one.eventId, one]));
      return ids.map((id) => byEvent.get(id));
    };
    await this.watch.until('all are answered', () => !found().includes(undefined), deadlineMs);
    return found().filter((one) => one !== undefined);
  }

  async outcomeOf(event: TestEvent, deadlineMs?: number): Promise<RevocationCompleted> {
    const [outcome] = await this.outcomesOf([event], deadlineMs);
    if (!outcome) {
      throw new Error('no outcome');
    }
    return outcome;
  }

  /**
   * As `outcomesOf`, but nothing is submitted before all of them are ready: what fits
   * goes into one job.
   *
   * @param fate what becomes of the first submit that PingOne takes
   */
  async outcomesTogether(
    events: readonly TestEvent[],
    { fate, deadlineMs }: { readonly fate?: Effect | undefined; readonly deadlineMs?: number } = {},
  ): Promise<readonly RevocationCompleted[]> {
    const operation = ['submit-oath-job'] as const;
    const fates = fate ? [{ name: 'fate', operation, times: 1, effect: fate }] : [];
    if (events.length === 1) {
      this.simulator.behave({ rules: fates });
      return this.outcomesOf(events, deadlineMs);
    }
    this.simulator.behave({ rules: [{ name: 'plug', operation, effect: { kind: 'respond', status: 503 } }] });
    this.simulator.behave({ rules: fates });
    const outcomes = this.outcomesOf(events, deadlineMs);
    let [asked, looks] = [0, 0];
    await eventually('all are ready, and none is under way', async () => {
      const metrics = new Metrics(await this.service.metrics());
      const scope = `submit-oath-job:${this.simulator.environmentId}`;
      const isPlugged =
        metrics.sum('revocation_open') === events.length &&
        metrics.sum('pingone_scope_open', { scope }) === 0;
      looks = isPlugged && asked === this.requests('submit-oath-job') ? looks + 1 : 0;
      asked = this.requests('submit-oath-job');
      return looks > QUIET_LOOKS;
    });
    // In its place comes a rule that does nothing: the plug is pulled, and the fate is next.
    this.simulator.behave({ rules: [{ name: 'plug', operation, effect: { kind: 'delay', ms: 0 } }] });
    return outcomes;
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

  private async publish(events: readonly TestEvent[]): Promise<readonly string[]> {
    const messages = events.map(({ topic = 'userDeprovisioned', key, partition, publishedAt, data }) => {
      const id = randomUUID();
      const message = {
        ...eventMessage(topic, data, { id, ...(key !== undefined && { key }) }),
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

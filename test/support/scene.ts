import { randomUUID } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import { openWriter, type KafkaSettings, type KafkaWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Effect,
  type Simulator,
  type SimulatorOptions,
  type TrafficReport,
} from '../../apps/pingone-simulator/src/index.js';
import {
  eventually,
  uniqueName,
  TopicWatch,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';

type OathTokens = Extract<RevocationCompleted['steps'][number], { kind: 'oath-tokens' }>;

/** So often nothing more has been submitted: what was under way has come back. */
const QUIET_LOOKS = 5;

/** What a publisher says, and where: events of one key share a lane. */
export interface Said {
  readonly topic?: 'userDeprovisioned' | 'sessionTerminated';
  readonly key?: string;
  readonly partition?: number;
  /** When it is said to have been published, epoch milliseconds; now unless set. */
  readonly publishedAt?: number;
  readonly data: object;
}

/** The built service between a broker and a simulated PingOne: what goes in, what comes out, and what PingOne did. */
export class Scene {
  private constructor(
    readonly simulator: Simulator,
    readonly service: ServiceProcess,
    readonly topics: Topics,
    /** Of the service: what an operator's command line reads, too. */
    readonly environment: Readonly<Record<string, string>>,
    private readonly writer: KafkaWriter,
    private readonly watch: TopicWatch,
  ) {}

  /**
   * @param settings of the service, besides those that it needs anyway
   * @param pingone what there is before the service starts: nothing unless set
   */
  static async set(
    name: string,
    settings: Readonly<Record<string, string>> = {},
    pingone: SimulatorOptions = {},
  ): Promise<Scene> {
    const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
    const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };
    const groupId = uniqueName(name);
    const topics = topicsOf(groupId);
    const simulator = await startSimulator({ population: {}, ...pingone });
    const environment = { ...serviceEnvironment({ brokers, topics, groupId, simulator }), ...settings };
    const service = await ServiceProcess.start(environment);
    const writer = await openWriter(kafka, { log: silentLog });
    const watch = new TopicWatch(kafka, [topics.completed]);
    return new Scene(simulator, service, topics, environment, writer, watch);
  }

  /** Publishes all at once; resolves with their outcomes, in the same order. */
  async outcomesOf(said: readonly Said[], deadlineMs?: number): Promise<readonly RevocationCompleted[]> {
    const ids = await this.publish(said);
    const found = (): readonly (RevocationCompleted | undefined)[] => {
      const byEvent = new Map(this.watch.outcomes(this.topics.completed).map((one) => [one.eventId, one]));
      return ids.map((id) => byEvent.get(id));
    };
    await this.watch.until('all are answered', () => !found().includes(undefined), deadlineMs);
    return found().filter((one) => one !== undefined);
  }

  async outcomeOf(said: Said, deadlineMs?: number): Promise<RevocationCompleted> {
    const [outcome] = await this.outcomesOf([said], deadlineMs);
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
    said: readonly Said[],
    { fate, deadlineMs }: { readonly fate?: Effect | undefined; readonly deadlineMs?: number } = {},
  ): Promise<readonly RevocationCompleted[]> {
    const operation = ['submit-oath-job'] as const;
    const fates = fate ? [{ name: 'fate', operation, times: 1, effect: fate }] : [];
    if (said.length === 1) {
      this.simulator.behave({ rules: fates });
      return this.outcomesOf(said, deadlineMs);
    }
    this.simulator.behave({ rules: [{ name: 'plug', operation, effect: { kind: 'respond', status: 503 } }] });
    this.simulator.behave({ rules: fates });
    const outcomes = this.outcomesOf(said, deadlineMs);
    let [asked, looks] = [0, 0];
    await eventually('all are ready, and none is under way', async () => {
      const page = await this.service.metrics();
      const isPlugged =
        gauge(page, 'revocation_open') === said.length &&
        gauge(page, `pingone_scope_open{scope="submit-oath-job:${this.simulator.environmentId}"}`) === 0;
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

  private async publish(said: readonly Said[]): Promise<readonly string[]> {
    const messages = said.map(({ topic = 'userDeprovisioned', key, partition, publishedAt, data }) => {
      const id = randomUUID();
      const type = topic === 'userDeprovisioned' ? 'user.deprovisioned' : 'session.terminated';
      const headers = { ce_specversion: '1.0', ce_type: type, ce_source: '/scene', ce_id: id };
      const message = {
        key: key ?? id,
        value: JSON.stringify(data),
        headers,
        ...(partition === undefined ? {} : { partition }),
        ...(publishedAt === undefined ? {} : { timestamp: publishedAt }),
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

export function gauge(page: string, name: string): number | undefined {
  const line = page.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}

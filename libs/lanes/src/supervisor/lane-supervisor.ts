import type { StoredPosition } from '../format/ledger-format.js';
import type { RecordHandler } from '../ports/handler-result.port.js';
import { describeError, pause, retry, RetryPolicy, within } from '#libs/async';
import { describeTrouble, KafkaError, KafkaTroubles, TopicAdmin, type KafkaClient } from '#libs/kafka';
import { connect } from './connect.js';
import { emptyPartitions } from '../topics/empty-partitions.js';
import { healthOf, type LanesHealth } from './health.js';
import { LaneService } from './lane-service.js';
import type { FatalCause, LanesOptions } from '../context/lanes-options.js';
import { prepareTopics } from '../topics/prepare-topics.js';
import { ProblemLog, TroubleLog } from '../problems/problem-log.js';

const CLOSE_DEADLINE_MS = 10_000;
const AGAIN = new RetryPolicy({ firstMs: 1000 });
/** How often a lasting problem is held against the log. */
const PROBLEM_MS = 5000;

/** All of the lanes of a process: from the first connection to the last offset. */
export class LaneRuntime<Entry> {
  readonly #stopping = new AbortController();
  readonly #problems: ProblemLog;
  readonly #troubles: KafkaTroubles;
  readonly #troubleLog: TroubleLog;
  #problem: string | undefined;
  #client: KafkaClient | undefined;
  #service: LaneService<Entry> | undefined;
  #isFatal = false;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly options: LanesOptions<Entry>,
    private readonly handleRecord: RecordHandler<Entry>,
  ) {
    this.#problems = new ProblemLog(options.log);
    this.#troubleLog = new TroubleLog(options.log);
    this.#troubles = new KafkaTroubles((ms) => options.metrics.kafkaThrottledSeconds.inc(ms / 1000));
  }

  /** Returns at once: Kafka may come later than we do, and health tells how far it is. */
  start(): void {
    this.#started ??= this.#start();
    void this.#watchProblems();
  }

  health(): LanesHealth {
    return healthOf({
      joined: this.#service?.isJoined ?? false,
      lanes: this.#service?.registry.lanes ?? [],
      problems: [this.#problem, ...(this.#service?.problems ?? [])],
      hindered: this.#service?.isHindered ?? false,
      watch: this.#service?.watch,
      kafka: this.#troubles.current(),
    });
  }

  /** Leaves in an orderly way, within the deadline; what was not durable by then is done again by the next owner. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #start(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      await retry(AGAIN, () => this.#prepare(signal), {
        signal,
        mayRetry: (error) => error instanceof KafkaError,
        onWaiting: (error) => this.#report((error as KafkaError).message),
      });
    } catch (error) {
      if (!signal.aborted) {
        this.#fatal(describeError(error), 'broken');
      }
    }
  }

  /** Everything that has to be so before this instance joins the group. Rejects with KafkaError, or the signal's reason. */
  async #prepare(signal: AbortSignal): Promise<void> {
    const { options } = this;
    const report = (problem: string | undefined) => this.#report(problem);
    this.#client ??= await connect({
      ...{ settings: options.kafka, report, signal, log: options.log },
      troubles: this.#troubles,
    });
    const client = this.#client;
    const { ledger, commands, outputs } = options.topics;
    const inputs = Object.values(options.topics.inputs);
    const brokers = client.nodes().length;
    const wanted = {
      inputs,
      outputs,
      ledger,
      commands,
      lanes: options.lanes,
      create: options.topicsCreate,
      brokers,
    };
    const topics = await prepareTopics({ admin: new TopicAdmin(client), wanted, report, signal });
    if (topics.kind === 'refused') {
      this.#fatal(topics.problems.join('. '), 'set-up');
      return;
    }
    topics.warnings.forEach((warning) => options.log.warn({}, warning));
    const { absent } = topics;
    const present = inputs.filter((topic) => !absent.includes(topic));
    client.want(absent);
    await client.addTopics([...present, ...outputs, ledger, commands], { signal });
    const emptyAtStart =
      options.startFrom === undefined
        ? await emptyPartitions(client, present)
        : new Map<string, StoredPosition>();
    signal.throwIfAborted();
    this.#service = new LaneService<Entry>({
      options,
      handleRecord: this.handleRecord,
      client,
      lanes: topics.lanes,
      recordBytes: topics.recordBytes,
      emptyAtStart,
      report,
      onFatal: (reason, cause) => this.#fatal(reason, cause),
    });
    this.#service.start();
  }

  async #close(): Promise<void> {
    const deadline = this.options.closeDeadlineMs ?? CLOSE_DEADLINE_MS;
    this.#stopping.abort(new Error('The service is stopping'));
    await within(this.#closeService(), deadline);
    this.#service?.kill();
    await this.#client?.close();
  }

  async #closeService(): Promise<void> {
    await this.#started;
    await this.#service?.close();
  }

  #report(problem: string | undefined): void {
    this.#problem = problem;
    this.#problems.report(problem);
  }

  async #watchProblems(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(PROBLEM_MS, signal);
      this.#problems.report(this.#problem);
      const troubles = this.#troubles.current();
      this.#troubleLog.report(
        troubles.map((trouble) => ({ kind: trouble.kind, sentence: describeTrouble(trouble) })),
      );
    }
  }

  #fatal(reason: string, cause: FatalCause): void {
    this.#problem = reason;
    if (!this.#isFatal) {
      this.#isFatal = true;
      this.options.log.error({}, reason);
      this.options.onFatal(reason, cause);
    }
  }
}

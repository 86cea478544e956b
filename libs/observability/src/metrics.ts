import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** From 50 ms to a day: an outage is an exposure too, and must not fall off the end of the histogram. */
const EXPOSURE_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86_400];
const REQUEST_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const RESTORE_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];

/**
 * Every metric of the service, by name, in one place. A fresh registry each, so
 * that two services in one test process do not count for each other.
 */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- `Metrics` is what is made here
export function createMetrics(registry: Registry = new Registry()) {
  const registers = [registry];
  return {
    registry,
    /** Occurred (or, without `occurredAt`, received) to completed. */
    exposureSeconds: new Histogram({
      name: 'revocation_exposure_seconds',
      help: 'Time from the occurrence of an event to its outcome.',
      labelNames: ['event_type'] as const,
      buckets: EXPOSURE_SECONDS,
      registers,
    }),
    outcomes: new Counter({
      name: 'revocation_outcomes_total',
      help: 'Outcomes published, by status and failure code.',
      labelNames: ['event_type', 'status', 'code'] as const,
      registers,
    }),
    left: new Counter({
      name: 'revocation_left_total',
      help: 'Sessions and OATH tokens that the service saw alive and left, by reason: late-event, newer-account, signed-in-again.',
      labelNames: ['reason'] as const,
      registers,
    }),
    records: new Counter({
      name: 'revocation_records_total',
      help: 'Records read, by result: accepted, answered, ignored, id-conflict, dead-letter.',
      labelNames: ['topic', 'disposition'] as const,
      registers,
    }),
    deadLetters: new Counter({
      name: 'revocation_dead_letters_total',
      help: 'Dead letters published, by code.',
      labelNames: ['code'] as const,
      registers,
    }),
    open: new Gauge({
      name: 'revocation_open',
      help: 'Revocations in the lanes of this instance that have no outcome yet and are not held.',
      registers,
    }),
    oldestOpenSeconds: new Gauge({
      name: 'revocation_oldest_open_seconds',
      help: 'Age of the oldest open revocation of this instance that is not held; 0 without one.',
      registers,
    }),
    held: new Gauge({
      name: 'revocation_held',
      help: 'Revocations of this instance that wait for an operator, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    oldestHeldSeconds: new Gauge({
      name: 'revocation_oldest_held_seconds',
      help: 'How long the first held revocation of this instance has waited for an operator; 0 without one.',
      registers,
    }),
    lanes: new Gauge({
      name: 'revocation_lanes',
      help: 'Lanes of this instance by state.',
      labelNames: ['state'] as const,
      registers,
    }),
    laneRestoreSeconds: new Histogram({
      name: 'revocation_lane_restore_seconds',
      help: 'Time to take a lane: fence, barrier and restore.',
      buckets: RESTORE_SECONDS,
      registers,
    }),
    laneDrops: new Counter({
      name: 'revocation_lane_drops_total',
      help: 'Lanes dropped, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    unaccountedRecords: new Gauge({
      name: 'revocation_unaccounted_records',
      help: 'Highest number of offsets before the position of a lane of this instance, or of its ledger, that have no known result.',
      labelNames: ['topic', 'partition'] as const,
      registers,
    }),
    behindOpenTransaction: new Gauge({
      name: 'kafka_records_behind_open_transaction',
      help: 'Highest number of records that this instance cannot read yet, because a transaction of their publisher has been open for long.',
      labelNames: ['topic', 'partition'] as const,
      registers,
    }),
    kafkaThrottledSeconds: new Counter({
      name: 'kafka_throttled_seconds_total',
      help: 'Time that brokers asked this instance to wait because of a quota (throttle_time_ms).',
      registers,
    }),
    journalCommits: new Counter({
      name: 'revocation_journal_commits_total',
      help: 'Transactions committed by the journals.',
      registers,
    }),
    journalRecords: new Counter({
      name: 'revocation_journal_records_total',
      help: 'Records written by the journals.',
      registers,
    }),
    commands: new Counter({
      name: 'revocation_commands_total',
      help: 'Commands of operators, by kind and result.',
      labelNames: ['kind', 'result'] as const,
      registers,
    }),
    pingoneRequests: new Counter({
      name: 'pingone_requests_total',
      help: 'Requests to PingOne by operation and HTTP status ("none": without an answer, "withdrawn": not sent).',
      labelNames: ['operation', 'status'] as const,
      registers,
    }),
    pingoneRequestSeconds: new Histogram({
      name: 'pingone_request_seconds',
      help: 'Duration of requests to PingOne.',
      labelNames: ['operation'] as const,
      buckets: REQUEST_SECONDS,
      registers,
    }),
    pingoneScopeOpen: new Gauge({
      name: 'pingone_scope_open',
      help: '1 while the gate lets calls of this scope through, 0 while it lets only probes through.',
      labelNames: ['scope'] as const,
      registers,
    }),
    pingoneScopeClosed: new Gauge({
      name: 'pingone_scope_closed',
      help: '1 while this scope is closed, by the reason of its last call; absent while it is open.',
      labelNames: ['scope', 'reason'] as const,
      registers,
    }),
    pingoneWaiting: new Gauge({
      name: 'pingone_waiting_calls',
      help: 'Calls that wait for a permit.',
      registers,
    }),
    pingonePermittedRate: new Gauge({
      name: 'pingone_permitted_requests_per_second',
      help: 'Current request rate of this instance, by rate group ("general": all requests without a group of their own); 0 during a pause that PingOne asked for.',
      labelNames: ['group'] as const,
      registers,
    }),
    pingoneClockDifferenceSeconds: new Gauge({
      name: 'pingone_clock_difference_seconds',
      help: "How far the clock of this instance is ahead of PingOne's, by the Date of its answers.",
      registers,
    }),
    tokenIndexTokens: new Gauge({
      name: 'pingone_token_index_tokens',
      help: 'OATH tokens in the index; 0 until it has been built.',
      labelNames: ['environment'] as const,
      registers,
    }),
    tokenIndexAgeSeconds: new Gauge({
      name: 'pingone_token_index_age_seconds',
      help: 'Age of the index of OATH tokens; before its first reading has ended, the time since that reading began.',
      labelNames: ['environment'] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Adds CPU, memory, event loop and garbage collection of this process (`process_*`, `nodejs_*`). */
export function collectProcessMetrics(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}

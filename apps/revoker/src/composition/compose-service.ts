import {
  Guards,
  mayBeUrgent,
  noTokenIndex,
  OathTokenIndex,
  RevocationIntake,
  RevocationTraces,
  RevocationWork,
  OutcomePublisher,
  TokenSealer,
  type TokenIndex,
} from '#libs/execution';
import type { EventType } from '#libs/contracts';
import { LaneStrategy, type FatalCause } from '#libs/lanes';
import type { ComponentLog, Log, Metrics, Tracing } from '#libs/observability';
import { askedWaits, encodeAskedWaits, PingOneClient, type PingOneSettings } from '#libs/pingone';
import type { Revocation } from '#libs/revocation';
import type { Settings } from '../settings/index.js';
import type { Faults } from './faults.port.js';
import { memoryMs, revocationPolicy } from './revocation-policy.js';

/** Version of the entries in the ledger: what this service writes, and the newest that it reads. */
const ENTRY_FORMAT = 1;
/** From a write-ahead to the last moment at which its request may leave. */
const WRITE_AHEAD_MS = 5_000;
/** How soon after a submit a 404 for its job is eventual consistency (PingOne: retry best practices). */
const NOT_FOUND_GRACE_MS = 10_000;
/** OATH token ids in one event: fifty jobs of a hundred, and well within a ledger record. */
const MAX_TOKENS_PER_EVENT = 5_000;

/** What is left of the shutdown's deadline for everything but the lanes. */
const CLOSE_MARGIN_MS = 2_000;

export interface ServiceDependencies {
  readonly pingone: PingOneSettings;
  readonly logs: ComponentLog;
  readonly metrics: Metrics;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing;
  readonly onFatal: (reason: string, cause: FatalCause) => void;
  readonly faults?: Faults;
}

/** The parts of the service, put together: the one place that knows them all. */
export interface Service {
  readonly intake: RevocationIntake;
  readonly pingone: PingOneClient;
  readonly strategy: LaneStrategy<Revocation>;
  /** After the lanes are closed. */
  close(): Promise<void>;
}

export function composeService(
  settings: Settings,
  { pingone: client, logs, metrics, tracing, onFatal, faults }: ServiceDependencies,
): Service {
  const traces = tracing && new RevocationTraces(tracing);
  const now = Date.now;
  const { topics, kafka, lanes } = settings;
  const policy = revocationPolicy(settings);
  const pingone = new PingOneClient(client, {
    log: logs('pingone'),
    metrics,
    ...(traces && { onRequest: traces.request }),
  });
  // Until the first lane is held: an instance that starts or stands by has no part of the fleet's budget.
  pingone.gate.setShare({ parts: [], of: lanes.count });
  const sealer = new TokenSealer(settings.sealingKeys);
  const log = logs('execution');
  const stopped = new AbortController();
  const tokenIndex = startTokenIndex(settings, pingone, { signal: stopped.signal, log, metrics });
  const publisher = new OutcomePublisher({
    topic: topics.revocationCompleted,
    metrics,
    log,
    now,
    ...(traces && { traces }),
  });
  const work = new RevocationWork({
    pingone: faults?.pingone(pingone) ?? pingone,
    policy,
    sealer,
    tokenIndex,
    publisher,
    guards: new Guards(settings.guards, now),
    log,
    writeAheadMs: WRITE_AHEAD_MS,
    notFoundGraceMs: NOT_FOUND_GRACE_MS,
    now,
    steady: () => performance.now(),
    random: Math.random,
    ...(traces && { traces }),
  });
  const intake = new RevocationIntake({
    policy,
    sealer,
    publisher,
    topicDeadLetter: topics.deadLetter,
    maxTokensPerEvent: MAX_TOKENS_PER_EVENT,
    maxEventAgeMs: lanes.maxEventAgeMs,
    log: logs('intake'),
    now,
  });
  observeOpen(metrics, work, now);
  const strategy = new LaneStrategy<Revocation>({
    kafka,
    groupId: kafka.groupId,
    topics: {
      inputs: {
        'user.deprovisioned': topics.userDeprovisioned,
        'session.terminated': topics.sessionTerminated,
      },
      outputs: [topics.revocationCompleted, topics.deadLetter],
      ledger: topics.ledger,
      commands: topics.commands,
    },
    lanes: lanes.count,
    topicsCreate: topics.create,
    ...(lanes.startFrom === undefined ? {} : { startFrom: lanes.startFrom }),
    sessionTimeoutMs: kafka.sessionTimeoutMs,
    retentionMs: memoryMs(settings),
    maxOpenPerLane: lanes.maxOpen,
    maxHeldPerLane: settings.guards.maxHeldPerLane,
    format: ENTRY_FORMAT,
    work,
    fallback: (record, error) => intake.setAside(record, eventTypeOf(record.topic, settings), error),
    isUrgent: mayBeUrgent,
    republish: (record, summary) => publisher.republish(record, summary),
    remark: () => encodeAskedWaits(askedWaits(pingone.gate)),
    ...(faults && { aroundCommits: (target) => faults.journal(target) }),
    closeDeadlineMs: Math.max(settings.shutdownDeadlineMs - CLOSE_MARGIN_MS, CLOSE_MARGIN_MS),
    log: logs('lanes'),
    metrics,
    onFatal,
  });
  const close = async (): Promise<void> => {
    stopped.abort();
    work.stop();
    await pingone.close();
  };
  return { intake, pingone, strategy, close };
}

function eventTypeOf(topic: string, { topics }: Settings): EventType {
  return topic === topics.sessionTerminated ? 'session.terminated' : 'user.deprovisioned';
}

function startTokenIndex(
  { policy, pingone: { environments: environmentIds } }: Settings,
  pingone: PingOneClient,
  { signal, log, metrics }: { readonly signal: AbortSignal; readonly log: Log; readonly metrics: Metrics },
): TokenIndex {
  if (!policy.oathTokenIndex) {
    return noTokenIndex;
  }
  const index = new OathTokenIndex(
    pingone,
    { environmentIds, refreshMs: policy.oathTokenIndexRefreshMs, signal, metrics },
    log,
  );
  index.start();
  return index;
}

/** What is open and what is held is counted at a scrape (prom-client's `collect`), not whenever one changes. */
export function observeOpen(metrics: Metrics, work: Pick<RevocationWork, 'status'>, now: () => number): void {
  const { open, oldestOpenSeconds, held, oldestHeldSeconds } = metrics;
  const age = (since: number | undefined): number => (since === undefined ? 0 : (now() - since) / 1000);
  const whenAsked = (gauge: object, collect: () => void): void => void Object.assign(gauge, { collect });
  whenAsked(open, () => open.set(work.status().open));
  whenAsked(oldestOpenSeconds, () => oldestOpenSeconds.set(age(work.status().oldestReceivedAt)));
  whenAsked(held, () => {
    for (const [reason, count] of Object.entries(work.status().held.byReason)) {
      held.set({ reason }, count);
    }
  });
  whenAsked(oldestHeldSeconds, () => oldestHeldSeconds.set(age(work.status().held.oldestSince)));
}

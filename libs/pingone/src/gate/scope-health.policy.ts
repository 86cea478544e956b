import type { WaitReason } from '../answer.js';
import type { Trouble } from '../trouble.js';
import { asksForLong, type CallReport } from './call-report.js';

/**
 * Whether the calls of one scope (operation × credential) make sense at the
 * moment (P4). Pure: `now`, and a random number between 0 and 1, are arguments.
 *
 * The first failure closes the scope and asks for a probe at once: a stray 500
 * then costs everybody one round trip, and a request that is poisonous to
 * PingOne does not stop the others behind it. From the second failure on, probes
 * go out at intervals that grow with the age of the outage: a sixtieth of it, so
 * that coming back late costs little beside what the outage has cost, and probes
 * cost little beside the calls that wait.
 */
export interface ScopeHealth {
  readonly state: 'open' | 'closed' | 'probing';
  readonly reason?: WaitReason;
  /** What the last failed call met, for people. */
  readonly trouble?: Trouble;
  /** When it was opened or closed; a probe that fails does not begin a new time. Monotonic milliseconds. */
  readonly since: number;
  /** The next probe is not sent before. Monotonic milliseconds; of no meaning while open. */
  readonly probeAt: number;
  /** When the last probe was let through. */
  readonly probedAt: number;
  /** Whether it may be probed beside others that are closed for the same reason, or takes turns with them. */
  readonly turn: 'own' | 'shared';
  /** `probeAt`, where it is that late because PingOne asked for it (`Retry-After`). */
  readonly askedUntil?: number;
  /** How often in a row PingOne has asked for more than it gets from a scope that is alone with it. */
  readonly longAsks: number;
  /** Failures not yet forgiven, at most two: each served call takes one back. */
  readonly failures: number;
  /** Changes whenever the state does: what calls of an earlier epoch report is history. */
  readonly epoch: number;
}

export interface ProbeSettings {
  /** Between probes of a young outage, at least. */
  readonly firstIntervalMs: number;
  readonly longestIntervalMs: number;
  /** A `Retry-After` beyond it is obeyed up to here, then probed. */
  readonly longestRetryAfterMs: number;
  /** The same, where no other scope was asked to wait: doubles up to the longest while PingOne repeats it. */
  readonly longestRetryAfterAloneMs: number;
}

/** A second one says that the first was no accident; more than these say no more. */
const MOST_FAILURES = 2;
/** Of the age of an outage, between probes. */
const AGE_PART = 1 / 60;
/** Instances must not probe in step. */
const JITTER = 0.2;

export function healthyScope(now: number): ScopeHealth {
  return {
    state: 'open',
    since: now,
    probeAt: now,
    probedAt: -Infinity,
    turn: 'own',
    longAsks: 0,
    failures: 0,
    epoch: 0,
  };
}

/** When a call may go: now, later, or not before the probe that is out has come back (`undefined`). */
export function nextCallAt(health: ScopeHealth, now: number): number | undefined {
  switch (health.state) {
    case 'open':
      return now;
    case 'closed':
      return Math.max(health.probeAt, now);
    case 'probing':
      return undefined;
  }
}

/** A permit of this scope was handed out. */
export function afterGrant(health: ScopeHealth, now: number): ScopeHealth {
  return health.state === 'closed'
    ? { ...health, state: 'probing', probedAt: now, epoch: health.epoch + 1 }
    : health;
}

/** Another scope that was closed for the same reason is served again: look at once, but not more often than always. */
export function hastened(health: ScopeHealth, settings: ProbeSettings, now: number): ScopeHealth {
  if (health.state !== 'closed' || health.askedUntil !== undefined) {
    return health;
  }
  const at = Math.max(now, health.probedAt + settings.firstIntervalMs);
  return { ...health, turn: 'own', probeAt: Math.min(health.probeAt, at) };
}

export interface Report {
  readonly report: CallReport;
  /** Of the scope when the permit was handed out. */
  readonly epoch: number;
  readonly now: number;
  readonly random: number;
  /** Whether PingOne has asked other scopes of this budget to wait, too. */
  readonly asked: 'only-this-scope' | 'others-too';
}

export function afterReport(health: ScopeHealth, settings: ProbeSettings, what: Report): ScopeHealth {
  if (what.epoch !== health.epoch) {
    return health;
  }
  const { report, now } = what;
  switch (report.kind) {
    case 'served':
      return health.state === 'probing' ? opened(health, now) : forgiven(health);
    case 'unserved':
      return closed(health, settings, what, report);
    case 'limited':
      if (asksForLong(report)) {
        return closed(health, settings, what, { ...report, reason: 'rate-limited' });
      }
      return probeAgain(health, now + Math.max(report.retryAfterMs ?? 0, settings.firstIntervalMs));
    case 'unused':
      return probeAgain(health, now);
  }
}

function opened({ failures, probedAt, epoch }: ScopeHealth, now: number): ScopeHealth {
  return { ...healthyScope(now), probedAt, failures, epoch: epoch + 1 };
}

function forgiven(health: ScopeHealth): ScopeHealth {
  return health.failures === 0 ? health : { ...health, failures: health.failures - 1 };
}

/** The probe told nothing of this scope; what limits the budget is the budget's business. */
function probeAgain(health: ScopeHealth, probeAt: number): ScopeHealth {
  return health.state === 'probing'
    ? { ...health, state: 'closed', probeAt, epoch: health.epoch + 1 }
    : health;
}

function closed(
  health: ScopeHealth,
  settings: ProbeSettings,
  { now, random, asked }: Report,
  report: { readonly reason: WaitReason; readonly trouble?: Trouble; readonly retryAfterMs?: number },
): ScopeHealth {
  const { retryAfterMs = 0 } = report;
  const since = health.state === 'open' ? now : health.since;
  const failures = Math.min(health.failures + 1, MOST_FAILURES);
  const own = failures === 1 ? 0 : probeInterval(now - since, settings) * (1 + JITTER * random);
  const { longestRetryAfterMs, longestRetryAfterAloneMs } = settings;
  const alone = Math.min(longestRetryAfterAloneMs * 2 ** health.longAsks, longestRetryAfterMs);
  const obeyed = Math.min(retryAfterMs, asked === 'others-too' ? longestRetryAfterMs : alone);
  const probeAt = now + Math.max(own, obeyed);
  return {
    state: 'closed',
    reason: report.reason,
    ...(report.trouble && { trouble: report.trouble }),
    since,
    probeAt,
    probedAt: health.probedAt,
    turn: failures === 1 ? 'own' : 'shared',
    ...(obeyed > own && { askedUntil: probeAt }),
    longAsks: retryAfterMs > alone ? health.longAsks + 1 : 0,
    failures,
    epoch: health.epoch + 1,
  };
}

/** Between probes of an outage of such an age, at least. Milliseconds. */
export function probeInterval(age: number, { firstIntervalMs, longestIntervalMs }: ProbeSettings): number {
  return Math.min(Math.max(firstIntervalMs, age * AGE_PART), longestIntervalMs);
}

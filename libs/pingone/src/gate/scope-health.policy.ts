import type { Trouble } from '../trouble.js';
import type { CallReport, ClosingReason } from './call-report.js';

/**
 * Whether the calls of one scope (operation × credential) make sense at the
 * moment (P4). Pure: `now`, and a random number between 0 and 1, are arguments.
 *
 * The first failure closes the scope and asks for a probe at once: a stray 500
 * then costs everybody one round trip, and a request that is poisonous to
 * PingOne does not stop the others behind it. From the second failure on, probes
 * go out at growing intervals with full jitter.
 */
export interface ScopeHealth {
  readonly state: 'open' | 'closed' | 'probing';
  readonly reason?: ClosingReason;
  /** What the last failed call met, for people. */
  readonly trouble?: Trouble;
  /** When it was opened or closed; a probe that fails does not begin a new time. Monotonic milliseconds. */
  readonly since: number;
  /** The next probe is not sent before. Monotonic milliseconds; of no meaning while open. */
  readonly probeAt: number;
  /** Failures not yet forgiven: each served call takes one back. */
  readonly failures: number;
  /** Changes whenever the state does: what calls of an earlier epoch report is history. */
  readonly epoch: number;
}

export interface ProbeSettings {
  readonly firstIntervalMs: number;
  readonly longestIntervalMs: number;
  /** A `Retry-After` beyond it is obeyed up to here, then probed. */
  readonly longestRetryAfterMs: number;
}

/** Forgetting must not take longer than an outage did, however many calls failed in it. */
const MOST_FAILURES = 16;

export function healthyScope(now: number): ScopeHealth {
  return { state: 'open', since: now, probeAt: now, failures: 0, epoch: 0 };
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
export function afterGrant(health: ScopeHealth): ScopeHealth {
  return health.state === 'closed' ? { ...health, state: 'probing', epoch: health.epoch + 1 } : health;
}

export interface Report {
  readonly report: CallReport;
  /** Of the scope when the permit was handed out. */
  readonly epoch: number;
  readonly now: number;
  readonly random: number;
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
      return closed(health, settings, { ...what, report });
    case 'limited':
    case 'unused':
      return health.state === 'probing' ? probeAgain(health, now) : health;
  }
}

function opened(health: ScopeHealth, now: number): ScopeHealth {
  return { state: 'open', since: now, probeAt: now, failures: health.failures, epoch: health.epoch + 1 };
}

function forgiven(health: ScopeHealth): ScopeHealth {
  return health.failures === 0 ? health : { ...health, failures: health.failures - 1 };
}

/** The probe told nothing of this scope; what limits the budget is the budget's business. */
function probeAgain(health: ScopeHealth, now: number): ScopeHealth {
  return { ...health, state: 'closed', probeAt: now, epoch: health.epoch + 1 };
}

function closed(
  health: ScopeHealth,
  settings: ProbeSettings,
  { report, now, random }: Report & { readonly report: CallReport & { readonly kind: 'unserved' } },
): ScopeHealth {
  const failures = Math.min(health.failures + 1, MOST_FAILURES);
  const ceiling =
    failures === 1 ? 0 : Math.min(settings.firstIntervalMs * 2 ** (failures - 2), settings.longestIntervalMs);
  const asked = Math.min(report.retryAfterMs ?? 0, settings.longestRetryAfterMs);
  return {
    state: 'closed',
    reason: report.reason,
    ...(report.trouble && { trouble: report.trouble }),
    since: health.state === 'open' ? now : health.since,
    probeAt: now + Math.max(asked, ceiling * random),
    failures,
    epoch: health.epoch + 1,
  };
}

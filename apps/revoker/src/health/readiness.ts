import type { BudgetStatus, RateStatus, ScopeStatus, WaitReason } from '#libs/pingone';
import type { Readiness } from './readiness.port.js';
import type { LanesHealth } from '#libs/lanes';

/** These do not pass by themselves: a person has to mend a secret or a role. */
const NEEDS_A_PERSON: readonly (WaitReason | undefined)[] = ['credentials-refused', 'permission-denied'];

/** A pause that PingOne asked for is everyday business for so long. Milliseconds. */
const USUAL_PAUSE_MS = 60_000;

/**
 * What the client of PingOne says of itself, for a probe. That PingOne limits us
 * or is down is waited out (promise P4) and leaves the service ready; so does
 * what only one application's credentials are refused for. Refused credentials
 * of the worker do not: then nothing of a new deployment works.
 */
export function pingOneReadiness(scopes: readonly ScopeStatus[], budget: BudgetStatus): Readiness {
  const shut = scopes.filter(({ state }) => state !== 'open');
  const details = { budget, closed: shut };
  const mend = shut.filter(({ reason }) => NEEDS_A_PERSON.includes(reason));
  const worker = mend.filter(({ scope }) => !isOfAnApplication(scope));
  if (worker.length > 0) {
    return { ready: false, problem: `PingOne refuses the worker application: ${listOf(worker)}.`, details };
  }
  if (mend.length > 0) {
    return { ready: true, problem: `PingOne refuses applications: ${listOf(mend)}.`, details };
  }
  const down = shut.filter(({ reason }) => reason !== 'rate-limited');
  if (down.length > 0) {
    return { ready: true, problem: `An outage of PingOne is waited out: ${listOf(down)}.`, details };
  }
  const limited = shut.filter(({ forMs }) => forMs >= USUAL_PAUSE_MS);
  if (limited.length > 0) {
    return { ready: true, problem: `PingOne limits us: ${listOf(limited)}.`, details };
  }
  const paused = ratesOf(budget).filter(([, { pausedForMs = 0 }]) => pausedForMs >= USUAL_PAUSE_MS);
  return paused.length > 0
    ? { ready: true, problem: `PingOne limits us: ${paused.map(describeRate).join(', ')}.`, details }
    : { ready: true, details };
}

/** `<operation>:<environmentId>/<clientId>`: see `ScopeStatus`. */
function isOfAnApplication(scope: string): boolean {
  return scope.includes('/');
}

function listOf(scopes: readonly ScopeStatus[]): string {
  return scopes
    .map(({ scope, reason, trouble, askedUntil }) => {
      const why = trouble ? `: ${trouble.detail}` : '';
      return `${scope} (${reason ?? 'closed'}${why}${waitOf(askedUntil)})`;
    })
    .join(', ');
}

function ratesOf({ groups, ...general }: BudgetStatus): readonly (readonly [string, RateStatus])[] {
  return [['general', general], ...Object.entries(groups ?? {})];
}

function describeRate([group, { pausedSince, pausedUntil }]: readonly [string, RateStatus]): string {
  return `the budget "${group}" (nothing served since ${pausedSince ?? ''}${waitOf(pausedUntil)})`;
}

function waitOf(until: string | undefined): string {
  return until === undefined ? '' : `, waits until ${until} because PingOne asked for it`;
}

const NOT_JOINED = 'This instance has not joined its consumer group yet.';
const RESTORING = 'Lanes of this instance are being restored.';

/** What the lanes say of themselves, for a probe. */
export function lanesReadiness({ ready, problem, lanes, ...health }: LanesHealth): Readiness {
  const details = {
    ...health,
    lanes: lanes.map(({ since, ...lane }) => ({ ...lane, since: new Date(since).toISOString() })),
  };
  return ready
    ? { ready, ...(problem !== undefined && { problem }), details }
    : { ready, problem: problem ?? (health.joined ? RESTORING : NOT_JOINED), details };
}

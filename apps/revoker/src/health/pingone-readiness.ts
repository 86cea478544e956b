import type { BudgetStatus, ScopeStatus, WaitReason } from '#libs/pingone';
import type { Readiness } from './readiness.port.js';

/** These do not pass by themselves: somebody has to mend a secret or a role. */
const NEEDS_SOMEBODY: readonly (WaitReason | undefined)[] = ['credentials-refused', 'permission-denied'];

/**
 * What the client of PingOne says of itself, for a probe. That PingOne limits us
 * or is down is waited out (promise P4) and leaves the service ready; so does
 * what only one application's credentials are refused for. Refused credentials
 * of the worker do not: then nothing of a new deployment works.
 */
export function pingOneReadiness(scopes: readonly ScopeStatus[], budget: BudgetStatus): Readiness {
  const shut = scopes.filter(({ state }) => state !== 'open');
  const details = { budget, closed: shut };
  const mend = shut.filter(({ reason }) => NEEDS_SOMEBODY.includes(reason));
  const worker = mend.filter(({ scope }) => !isOfAnApplication(scope));
  if (worker.length > 0) {
    return { ready: false, problem: `PingOne refuses the worker application: ${listOf(worker)}.`, details };
  }
  if (mend.length > 0) {
    return { ready: true, problem: `PingOne refuses applications: ${listOf(mend)}.`, details };
  }
  return shut.length > 0
    ? { ready: true, problem: `An outage of PingOne is waited out: ${listOf(shut)}.`, details }
    : { ready: true, details };
}

/** `<operation>:<environmentId>/<clientId>`: see `ScopeStatus`. */
function isOfAnApplication(scope: string): boolean {
  return scope.includes('/');
}

function listOf(scopes: readonly ScopeStatus[]): string {
  return scopes
    .map(
      ({ scope, reason, trouble }) =>
        `${scope} (${reason ?? 'closed'}${trouble ? `: ${trouble.detail}` : ''})`,
    )
    .join(', ');
}

import type { Log, Metrics } from '#libs/observability';
import type { ClosingReason } from './call-report.js';
import type { Scope } from './scope.js';

/**
 * Failures in a row before somebody is told. A stray 5xx is cured by the next
 * call, a refused worker token by a fresh one; nothing but a person cures a
 * missing permission.
 */
const ALARM_AT: Readonly<Record<ClosingReason, number>> = {
  unavailable: 2,
  'credentials-refused': 2,
  'permission-denied': 1,
};

/** Tells of a scope once for each change of its reason, not once for each call. */
export function announce(scope: Scope, { log, metrics }: { log: Log; metrics: Metrics }): void {
  const { state, reason, failures } = scope.health;
  metrics.pingoneScopeOpen.set({ scope: scope.name }, state === 'open' ? 1 : 0);
  if (state === 'open') {
    if (scope.alarm) {
      log.info({ scope: scope.name, reason: scope.alarm }, 'PingOne serves this scope again.');
      scope.alarm = undefined;
    }
    return;
  }
  if (!reason || reason === scope.alarm || failures < ALARM_AT[reason]) {
    return;
  }
  scope.alarm = reason;
  switch (reason) {
    case 'unavailable':
      log.warn({ scope: scope.name, reason }, 'PingOne does not serve this scope: its calls wait.');
      break;
    case 'credentials-refused':
      log.error(
        { scope: scope.name, reason },
        'PingOne refuses our credentials: calls of this scope wait until they are right.',
      );
      break;
    case 'permission-denied':
      log.error(
        { scope: scope.name, reason },
        'PingOne denies the permission: calls of this scope wait until it is granted.',
      );
      break;
  }
}

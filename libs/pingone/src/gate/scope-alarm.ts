import type { Log, Metrics } from '#libs/observability';
import type { WaitReason } from '../answer.js';
import type { Scope } from './scope.js';

/**
 * Failures in a row before somebody is told. A stray 5xx is cured by the next
 * call, a refused worker token by a fresh one; nothing but a person cures a
 * missing permission.
 */
const ALARM_AT: Readonly<Record<WaitReason, number>> = {
  unavailable: 2,
  'credentials-refused': 2,
  'permission-denied': 1,
  'rate-limited': 1,
};

/** A single answer that asks for so long is no stray one. */
const LONG_WAIT_MS = 60_000;

/** Tells of a scope once for each change of its reason, and once for each new cause, not once for each call. */
export function announce(scope: Scope, now: number, { log, metrics }: { log: Log; metrics: Metrics }): void {
  const { state, reason, trouble, failures, askedUntil } = scope.health;
  metrics.pingoneScopeOpen.set({ scope: scope.name }, state === 'open' ? 1 : 0);
  showCause(scope, metrics);
  if (state === 'open') {
    if (scope.alarm) {
      log.info({ scope: scope.name, reason: scope.alarm }, 'PingOne serves this scope again.');
      scope.alarm = undefined;
    }
    scope.logged.clear();
    return;
  }
  const askedMs = askedUntil === undefined ? 0 : askedUntil - now;
  const isKnown = reason === scope.alarm && (!trouble || scope.logged.has(trouble.cause));
  if (!reason || isKnown || (failures < ALARM_AT[reason] && askedMs < LONG_WAIT_MS)) {
    return;
  }
  scope.alarm = reason;
  if (trouble) {
    scope.logged.add(trouble.cause);
  }
  const fields = {
    scope: scope.name,
    reason,
    ...trouble,
    ...(askedMs > 0 && { askedSeconds: Math.round(askedMs / 1000) }),
  };
  switch (reason) {
    case 'rate-limited':
      log.warn(fields, 'PingOne asked for a long pause: calls of this scope wait.');
      break;
    case 'unavailable':
      log.warn(fields, 'PingOne does not serve this scope: its calls wait.');
      break;
    case 'credentials-refused':
      log.error(fields, 'PingOne refuses our credentials: calls of this scope wait until they are right.');
      break;
    case 'permission-denied':
      log.error(fields, 'PingOne denies the permission: calls of this scope wait until it is granted.');
      break;
  }
}

/** One series for each closed scope: the one of its last cause. */
function showCause(scope: Scope, { pingoneScopeClosed: gauge }: Metrics): void {
  const { state, trouble } = scope.health;
  const cause = state === 'open' ? undefined : trouble?.cause;
  if (cause === scope.shown) {
    return;
  }
  if (scope.shown) {
    gauge.remove({ scope: scope.name, reason: scope.shown });
  }
  scope.shown = cause;
  if (cause) {
    gauge.set({ scope: scope.name, reason: cause }, 1);
  }
}

import type { ForeseenHold, GuardOptions } from '#libs/execution';
import { count, duration } from '../../cli/format.js';

/** What a guard will or may say of an event, a sentence each. */
export function describeHolds(
  holds: readonly ForeseenHold[],
  { massDeprovisioning }: GuardOptions,
): readonly (ForeseenHold & { readonly what: string })[] {
  return holds.map((hold) => ({ ...hold, what: describeHold(hold, massDeprovisioning) }));
}

function describeHold({ when }: ForeseenHold, mass: GuardOptions['massDeprovisioning']): string {
  switch (when) {
    case 'certain':
      return 'would be held before any of it, until an operator decides: the user is in PROTECTED_USERS_FILE';
    case 'when-found':
      return 'may be held once PingOne says whom it means: PROTECTED_USERS_FILE lists people by id';
    case 'when-many':
      return `may be held if more than ${count(mass?.limit ?? 0, 'user')} ${mass?.limit === 1 ? 'is' : 'are'} deprovisioned within ${duration(mass?.windowMs ?? 0)} (MASS_DEPROVISIONING_LIMIT)`;
  }
}

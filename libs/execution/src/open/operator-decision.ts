import type { Failure } from '#libs/contracts';
import type { LaneCommand } from '#libs/lanes';
import { approve, withdraw, type Revocation } from '#libs/revocation';

const CANCELLED = 'An operator took the revocation back; what had been sent by then ran to its end.';
const REJECTED = 'An operator rejected the revocation while it was held; nothing was done.';

/** The state after an operator's decision; undefined where it means nothing (any more). */
export function decided(state: Revocation, { kind, at, by, note }: LaneCommand): Revocation | undefined {
  switch (kind) {
    case 'cancel':
      return withdraw(state, byOperator('cancelled-by-operator', note ?? CANCELLED));
    case 'approve':
      return state.hold && approve(state, { at, ...(by === undefined ? {} : { by }) });
    case 'reject':
      return state.hold && withdraw(state, byOperator('rejected-by-operator', note ?? REJECTED));
    default:
      return undefined;
  }
}

function byOperator(code: Failure['code'], message: string): Failure {
  return { code, message, retryable: true };
}

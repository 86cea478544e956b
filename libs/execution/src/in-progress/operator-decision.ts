import type { Failure } from '#libs/contracts';
import type { LaneCommand } from '#libs/lanes';
import { approve, withdraw, type Decision, type Revocation } from '#libs/revocation';

const CANCELLED = 'An operator took the revocation back; what had been sent by then ran to its end.';
const REJECTED = 'An operator rejected the revocation while it was held; nothing was done.';
/** Of a text in an outcome. */
const LONGEST = 256;

/** The state after an operator's decision; undefined where it means nothing (any more). */
export function decided(state: Revocation, command: LaneCommand): Revocation | undefined {
  const decision = decisionOf(command);
  switch (command.kind) {
    case 'cancel':
      return withdraw(state, byOperator('cancelled-by-operator', command.note ?? CANCELLED), decision);
    case 'approve':
      return state.hold && approve(state, decision);
    case 'reject':
      return (
        state.hold && withdraw(state, byOperator('rejected-by-operator', command.note ?? REJECTED), decision)
      );
    default:
      return undefined;
  }
}

/** Whoever writes to the commands topic may write anything; an outcome says it in one line. */
function decisionOf({ at, by }: LaneCommand): Decision {
  const name = by
    ?.replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
  return {
    at: new Date(at).toISOString(),
    ...(name === undefined || name === '' ? {} : { by: name }),
  };
}

function byOperator(code: Failure['code'], message: string): Failure {
  return { code, message, retryable: true };
}

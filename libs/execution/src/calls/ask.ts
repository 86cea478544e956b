import type { Operation, Permit, Phase, PingOne, PingOneAnswer } from '#libs/pingone';
import type { OpenRevocation } from '../open/open-revocation.js';

type Said<T> = Exclude<PingOneAnswer<T>, { readonly kind: 'wait' }>;

export interface Question<T> {
  readonly operation: Operation;
  readonly phase: Phase;
  readonly call: (permit: Permit) => Promise<PingOneAnswer<T>>;
}

/**
 * Asks until PingOne says something: an outage is waited out at the gate (P4).
 * For what may be asked again without harm. Rejects when the lane is lost.
 */
export async function ask<T>(
  pingone: Pick<PingOne, 'gate'>,
  open: OpenRevocation,
  { operation, phase, call }: Question<T>,
): Promise<Said<T>> {
  for (;;) {
    const { environmentId } = open;
    const { signal } = open.lane;
    const priority = open.priority(phase);
    const permit = await pingone.gate.acquire({ operation, environmentId, priority, signal });
    const answer = permit && (await call(permit));
    if (answer && answer.kind !== 'wait') {
      return answer;
    }
  }
}

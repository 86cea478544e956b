import { setTimeout as pause } from 'node:timers/promises';
import type { Operation, Permit, PingOne, PingOneAnswer } from '#libs/pingone';
import type { OpenRevocation } from '../open/open-revocation.js';

/** What PingOne says, once it says something. */
export type Said<T> = Exclude<PingOneAnswer<T>, { readonly kind: 'wait' | 'withdrawn' }>;

export interface Question<T> {
  readonly operation: Operation;
  readonly call: (permit: Permit) => Promise<PingOneAnswer<T>>;
}

/** Milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

/**
 * Usually the gate makes an unlucky call wait, by closing its scope. A request
 * that alone is turned away, while others of its kind are served, waits here.
 */
export async function pace(waits: number, signal: AbortSignal): Promise<void> {
  if (waits > 0) {
    await pause(Math.min(FIRST_PAUSE * 2 ** (waits - 1), LONGEST_PAUSE), undefined, { signal });
  }
}

/**
 * Asks until PingOne says something: an outage is waited out at the gate (P4).
 * For what may be asked again without harm. Rejects when the lane is lost.
 */
export async function ask<T>(
  pingone: Pick<PingOne, 'gate'>,
  open: OpenRevocation,
  { operation, call }: Question<T>,
): Promise<Said<T>> {
  for (let waits = 0; ; waits++) {
    await pace(waits, open.lane.signal);
    const { environmentId } = open;
    const { signal } = open.lane;
    const priority = open.priority('ask');
    const permit = await pingone.gate.acquire({ operation, environmentId, priority, signal });
    const answer = permit && (await spend(permit, call));
    if (answer && answer.kind !== 'wait' && answer.kind !== 'withdrawn') {
      return answer;
    }
  }
}

/** A call that throws before it has used its permit must not keep it. */
export async function spend<T>(permit: Permit, call: (permit: Permit) => Promise<T>): Promise<T> {
  try {
    return await call(permit);
  } finally {
    permit.release();
  }
}

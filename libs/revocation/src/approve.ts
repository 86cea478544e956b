import { endedBy, type Decision, type Hold } from './hold.js';
import type { Revocation } from './revocation.js';

export function hold(revocation: Revocation, because: Hold): Revocation {
  return { ...revocation, hold: because };
}

/** An operator has decided that it may go on; unchanged where it is not held. */
export function approve(revocation: Revocation, decision: Decision): Revocation {
  const { hold: lifted, ...rest } = revocation;
  return lifted ? { ...rest, approved: endedBy(lifted, decision) } : revocation;
}

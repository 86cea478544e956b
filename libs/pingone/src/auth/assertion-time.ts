import type { AssertionProblem } from '../http/answer.policy.js';
import type { Exchange } from '../http/exchange.js';

/** When an assertion is good, by our clock. Epoch milliseconds. */
export interface AssertionTime {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Servers tolerate this much; `Date` itself has whole seconds. */
const TOLERANCE_MS = 60_000;

/** Compares the life of an assertion with the server's own clock, the answer's `Date`. */
export function problemOfAssertion(
  time: AssertionTime | undefined,
  exchange: Exchange,
): AssertionProblem | undefined {
  const date = exchange.kind === 'answered' && exchange.date !== undefined ? Date.parse(exchange.date) : NaN;
  if (!time || Number.isNaN(date)) {
    return undefined;
  }
  const seconds = Math.round((date - time.issuedAt) / 1000);
  if (date > time.expiresAt) {
    return {
      kind: 'expired',
      note: `by its clock, ${seconds} s ahead of ours, our assertion has expired`,
    };
  }
  return date < time.issuedAt - TOLERANCE_MS
    ? {
        kind: 'not-yet-valid',
        note: `by its clock, ${-seconds} s behind ours, our assertion is of the future`,
      }
    : undefined;
}

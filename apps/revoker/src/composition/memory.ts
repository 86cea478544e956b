import type { Settings } from '../settings/index.js';

/**
 * How long what is settled is remembered. An event is taken by its publisher's clock and
 * the reader's, and forgotten by the clock that wrote the ledger: what one still takes
 * must be known to the other.
 */
export function memoryMs({ lanes, policy }: Pick<Settings, 'lanes' | 'policy'>): number {
  return lanes.ledgerRetentionMs + policy.clockToleranceMs;
}

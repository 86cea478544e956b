import type { FaultName } from './faults/fault.js';

export interface ChaosOptions {
  readonly seed: number;
  /** How long events are published and faults injected. */
  readonly minutes: number;
  /** Records published at least, repeats included. */
  readonly events: number;
  readonly faults: readonly FaultName[];
  /** Instances of the service at the start. */
  readonly processes: number;
  readonly brokers: 1 | 3;
  readonly lanes: number;
  /** Between two faults of a track; a few seconds if it is missing. */
  readonly gapMs?: { readonly min: number; readonly max: number };
  /** Whether Kafka's Java client is asked what it sees, too. */
  readonly witness?: 'ourselves' | 'java';
  /** Whether a lane that works elsewhere later than promised breaks the run. */
  readonly takeovers?: 'told' | 'bounded';
  /** Directory for what instances and brokers print. */
  readonly logs?: string;
  /** Told what happens, as it happens. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

import { whoOf } from '../outcomes/describe-outcome.js';

/** What an open ledger entry says of the revocation, as far as it is of use to people. */
export interface OpenRevocation {
  readonly revocationId: string;
  readonly eventId?: string;
  readonly eventSource?: string;
  readonly eventType?: string;
  readonly who: string;
  /** Each step and where it is, as in `oath-tokens: polling`. */
  readonly steps: readonly string[];
  readonly evidence: readonly object[];
}

/** Reads the entry with tolerance: the service's own reading is not needed to look at it. */
export function readOpenRevocation(revocationId: string, entry: unknown): OpenRevocation {
  const { event, steps, evidence } = objectOf(entry);
  const reference = objectOf(event);
  const text = (name: string): { readonly [field: string]: string } => {
    const value = reference[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return {
    revocationId,
    ...text('eventId'),
    ...text('eventSource'),
    ...text('eventType'),
    who: whoOf({ ...text('userId'), ...text('username'), ...text('externalId'), ...text('sessionId') }),
    steps: listOf(steps).map(describeStep),
    evidence: listOf(evidence).map(objectOf),
  };
}

function describeStep(step: unknown): string {
  const { kind, phase, status } = objectOf(step);
  const { at, status: settledAs } = objectOf(phase);
  const where = [settledAs, at, status].find((value) => typeof value === 'string');
  return where === undefined ? String(kind) : `${String(kind)}: ${String(where)}`;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

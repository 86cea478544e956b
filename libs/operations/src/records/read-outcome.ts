import type { RevocationCompleted } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';

/** An outcome as the service publishes them; undefined for what is none. */
export function readOutcome({ value }: Pick<KafkaRecord, 'value'>): RevocationCompleted | undefined {
  return outcomeOf(parse(value));
}

/** The summary of a settled ledger entry is the outcome. */
export function outcomeOf(json: unknown): RevocationCompleted | undefined {
  if (typeof json !== 'object' || json === null) {
    return undefined;
  }
  const { revocationId, status, steps, origin } = json as Partial<RevocationCompleted>;
  return typeof revocationId === 'string' &&
    typeof status === 'string' &&
    Array.isArray(steps) &&
    typeof origin?.offset === 'string'
    ? (json as RevocationCompleted)
    : undefined;
}

function parse(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString('utf8') ?? 'null');
  } catch {
    return undefined;
  }
}

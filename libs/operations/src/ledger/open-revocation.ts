import type { LedgerChange } from '#libs/lanes';
import { revisionOf } from '#libs/revocation';
import type { RecordPosition } from '../installation/record-position.js';
import { type Subject, whoOf } from '../records/who.js';

type OpenChange = Extract<LedgerChange, { readonly kind: 'entry'; readonly state: 'open' }>;

/** Where the event of a revocation was read. */
export interface Origin extends RecordPosition {
  /** Of the record, epoch milliseconds; of an outcome: when the service received the event. */
  readonly timestamp: number;
}

/** A guard holds it until an operator decides. */
export interface Hold {
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly detail?: string;
}

export interface Approval {
  /** RFC 3339. */
  readonly at?: string;
  readonly by?: string;
}

/** What an open ledger entry says of the revocation, as far as it is of use to people. */
export interface OpenRevocation {
  readonly state: 'open';
  readonly lane: number;
  readonly revocationId: string;
  /** Of its last record in the ledger. */
  readonly offset: bigint;
  readonly origin: Origin;
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly eventId?: string;
  readonly eventSource?: string;
  readonly eventType?: string;
  readonly subject: Subject;
  readonly who: string;
  /** Each step and where it is, as in `oath-tokens: polling`. */
  readonly steps: readonly string[];
  /** What PingOne has answered so far. */
  readonly evidence: readonly object[];
  /** Absent where nothing holds it. */
  readonly hold?: Hold;
  /** Of one that was held. */
  readonly approval?: Approval;
  /** An operator has cancelled it: what was sent runs to its end. */
  readonly isWithdrawn: boolean;
  /** Of the outcome that it will have. */
  readonly revision: number;
  /** Id of the replay that has it carried out, if one has. */
  readonly replay: string | undefined;
}

/** Reads the entry with tolerance: the service's own reading is not needed to look at it. */
export function readOpenRevocation(change: OpenChange): OpenRevocation {
  const { lane, id, offset, origin, fingerprint, openedAt, entry } = change;
  const content = objectOf(entry);
  const reference = textsOf(content['event']);
  const { userId, username, externalId, sessionId } = reference;
  const subject = {
    ...(userId !== undefined && { userId }),
    ...(username !== undefined && { username }),
    ...(externalId !== undefined && { externalId }),
    ...(sessionId !== undefined && { sessionId }),
  };
  const { eventId, eventSource, eventType } = reference;
  const hold = readHold(content['hold']);
  const approval = readApproval(content['approved']);
  return {
    ...{ state: 'open', lane, revocationId: id, offset, origin, fingerprint, openedAt },
    ...(eventId !== undefined && { eventId }),
    ...(eventSource !== undefined && { eventSource }),
    ...(eventType !== undefined && { eventType }),
    subject,
    who: whoOf(subject),
    steps: listOf(content['steps']).map(describeStep),
    evidence: listOf(content['evidence']).map(objectOf),
    ...(hold && { hold }),
    ...(approval && { approval }),
    isWithdrawn: 'withdrawn' in content,
    revision: revisionOf(content),
    replay: textsOf(content['replay'])['id'],
  };
}

function readHold(value: unknown): Hold | undefined {
  const { reason, since, detail } = objectOf(value);
  return typeof reason === 'string' && typeof since === 'number'
    ? { reason, since, ...(typeof detail === 'string' && { detail }) }
    : undefined;
}

function readApproval(value: unknown): Approval | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { at, by } = objectOf(value);
  return {
    ...(typeof at === 'string' && { at }),
    ...(typeof at === 'number' && { at: new Date(at).toISOString() }),
    ...(typeof by === 'string' && { by }),
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

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(objectOf(value)).filter(([, member]) => typeof member === 'string');
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

import type { RevocationCompleted } from '#libs/contracts';
import { decodeLedgerRecord, type LedgerChange, type ReplacementFacts } from '#libs/lanes';
import {
  ENTRY_FORMAT,
  eventTypeOf,
  identifiedBy,
  type KafkaAccess,
  readAsService,
  readOutcome,
  type UnreadableRecord,
} from '#libs/operations';
import { place } from '../../cli/format.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';

type Entry = Extract<LedgerChange, { readonly kind: 'entry' }>;

/** What can be known of an entry that cannot be read. */
export interface LostEntry {
  /** Where its outcome was published: the entry as it was, or as good as that. */
  readonly settled?: NonNullable<ReplacementFacts['settled']>;
  /** What takes its place, and what is lost by that. */
  readonly words: readonly string[];
}

/** @returns undefined for what is no entry */
export async function lostEntry(
  kafka: KafkaAccess,
  setup: KafkaSetup,
  record: UnreadableRecord,
): Promise<LostEntry | undefined> {
  const id = /^entry\/(.+)$/.exec(record.key)?.[1];
  if (id === undefined) {
    return undefined;
  }
  const before = await entryBefore(kafka, setup, record);
  const outcome = await lastOutcome(kafka, setup, { id, lane: record.lane });
  const settled = outcome && (await settledBy(kafka, setup, outcome, before));
  if (settled) {
    return {
      settled,
      words: [
        `Its outcome takes its place, revision ${outcome.revision} as it was published. Nothing is lost, but for a retry if one was under way.`,
      ],
    };
  }
  const origin = before?.origin ?? (outcome && { ...outcome.origin, offset: BigInt(outcome.origin.offset) });
  const tombstone = `A tombstone takes its place. Lost: revocation ${id}${outcome ? `, whose outcome was published (${outcome.status})` : '; no outcome of it was published, and no instance carries it out any more'}.`;
  return { words: [tombstone, ...(outcome ? [] : [howToReplay(id, origin)])] };
}

function howToReplay(
  id: string,
  origin: Entry['origin'] | Omit<Entry['origin'], 'timestamp'> | undefined,
): string {
  if (!origin) {
    return `The ledger does not say where its event is. Once the lane runs, "revokerctl audit" names it, and "revokerctl replay" carries it out (find ${id} looks for it).`;
  }
  const { topic, partition, offset } = origin;
  return `Once the lane runs, carry its event out anew: revokerctl replay --topic ${topic} --partition ${partition} --from ${offset} --to ${offset + 1n}`;
}

/** An older value of the key: good for where the event is, and not for how far it was. */
async function entryBefore(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  { lane, key }: UnreadableRecord,
): Promise<Entry | undefined> {
  const ranges = await kafka.ends(topics.ledger);
  let before: Entry | undefined;
  for await (const record of kafka.read(ranges.filter(({ partition }) => partition === lane))) {
    const change =
      record.key?.toString('utf8') === key ? decodeLedgerRecord(record, ENTRY_FORMAT) : undefined;
    before = change?.kind === 'entry' ? change : before;
  }
  return before;
}

async function lastOutcome(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  { id, lane }: { readonly id: string; readonly lane: number },
): Promise<RevocationCompleted | undefined> {
  const lanes = (await kafka.ends(topics.ledger)).length;
  let last: RevocationCompleted | undefined;
  for await (const record of kafka.read(await kafka.ranges(topics.completed))) {
    const outcome = record.value?.includes(id) ? readOutcome(record) : undefined;
    const isOurs = outcome?.revocationId === id && outcome.origin.partition % lanes === lane;
    last = isOurs && outcome.revision >= (last?.revision ?? 0) ? outcome : last;
  }
  return last;
}

/** Needs the event's fingerprint: from the older value, or from the event itself. */
async function settledBy(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  outcome: RevocationCompleted,
  before: Entry | undefined,
): Promise<LostEntry['settled']> {
  const { topic, partition } = outcome.origin;
  const offset = BigInt(outcome.origin.offset);
  if (before && place(before.origin) === place(outcome.origin)) {
    return { state: 'settled', fingerprint: before.fingerprint, origin: before.origin, summary: outcome };
  }
  const type = eventTypeOf(topics, topic);
  const held = type && (await kafka.ranges(topic)).find((range) => range.partition === partition);
  if (!held || offset < held.from || offset >= held.until) {
    return undefined;
  }
  const record = await kafka.recordAt({ topic, partition, offset });
  const envelope = record && identifiedBy(readAsService(record, type))?.envelope;
  return envelope && [envelope.revocationId, envelope.conflictId()].includes(outcome.revocationId)
    ? {
        state: 'settled',
        fingerprint: envelope.fingerprint.slice(0, 16),
        origin: { topic, partition, offset, timestamp: record.timestamp },
        summary: outcome,
      }
    : undefined;
}

import { open, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dice } from '../dice.js';

/** A record batch of a segment file (format 2). */
export interface Batch {
  /** Where it begins in the file. */
  readonly at: number;
  readonly bytes: number;
  /** Of its first record. */
  readonly offset: bigint;
  /** The marker of a transaction that ended. */
  readonly isMarker: boolean;
  readonly records: number;
}

export interface Cut {
  readonly partition: number;
  /** Bytes that are left. */
  readonly at: number;
  /** The offset that Kafka must recover it to: the torn batch goes as a whole. */
  readonly end: bigint;
  /** Without the markers of transactions. */
  readonly records: number;
}

const LENGTH_AT = 8;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const COUNT_AT = 57;
const HEADER_BYTES = 61;
/** Offset and length are not counted by the length. */
const BEFORE_LENGTH = 12;
const CONTROL = 0x20;

/** The batches of a segment file; what was being written when its broker was killed is no batch. */
export function batchesIn(segment: Buffer): readonly Batch[] {
  const batches: Batch[] = [];
  for (let at = 0; at + HEADER_BYTES <= segment.length;) {
    const bytes = segment.readInt32BE(at + LENGTH_AT) + BEFORE_LENGTH;
    if (bytes < HEADER_BYTES || at + bytes > segment.length) {
      break;
    }
    const isMarker = (segment.readUInt16BE(at + ATTRIBUTES_AT) & CONTROL) !== 0;
    batches.push({
      ...{ at, bytes, isMarker },
      offset: segment.readBigInt64BE(at),
      records: isMarker ? 0 : segment.readInt32BE(at + COUNT_AT),
    });
    at += bytes;
  }
  return batches;
}

/** Where to cut so that at least so many records are lost: at any byte of a batch, its first included. */
export function cutFor(batches: readonly Batch[], records: number, dice: Dice): Omit<Cut, 'partition'> {
  let lost = 0;
  for (const { at, bytes, offset, records: own } of batches.toReversed()) {
    lost += own;
    if (lost >= records) {
      return { at: at + dice.int(0, bytes - 1), end: offset, records: lost };
    }
  }
  throw new Error(`There are only ${lost} records, and ${records} were to be cut off`);
}

/**
 * Cuts the end off the newest segment of a partition, as if the disk had never got it. The share is of its records.
 *
 * @param folder the data of a broker that does not run
 */
export async function cutTail(
  folder: string,
  { topic, partition, share }: { readonly topic: string; readonly partition: number; readonly share: number },
  dice: Dice,
): Promise<Cut> {
  const log = join(folder, `${topic}-${partition}`);
  const newest = (await readdir(log))
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  if (newest === undefined) {
    throw new Error(`${topic}/${partition} has no segment`);
  }
  const batches = batchesIn(await readFile(join(log, newest)));
  const all = batches.reduce((sum, { records }) => sum + records, 0);
  const cut = cutFor(batches, Math.max(1, Math.floor(all * share)), dice);
  const file = await open(join(log, newest), 'r+');
  try {
    await file.truncate(cut.at);
  } finally {
    await file.close();
  }
  return { partition, ...cut };
}

/**
 * Cuts a partition so that it ends before an offset, whatever compaction has made of its segments: later segments go
 * as a whole. The newest may be torn at any byte, others end with a whole batch.
 *
 * @param folder the data of a broker that does not run
 */
export async function cutBefore(
  folder: string,
  {
    topic,
    partition,
    offset,
  }: { readonly topic: string; readonly partition: number; readonly offset: bigint },
  dice: Dice,
): Promise<void> {
  const log = join(folder, `${topic}-${partition}`);
  const names = await readdir(log);
  const baseOf = (name: string): bigint => BigInt(/^(\d{20})\./.exec(name)?.[1] ?? -1);
  for (const name of names.filter((each) => baseOf(each) >= offset)) {
    await rm(join(log, name));
  }
  const segments = names.filter((name) => name.endsWith('.log')).sort();
  const last = segments.findLast((name) => baseOf(name) < offset);
  if (last === undefined) {
    throw new Error(`${topic}/${partition} has nothing before ${offset}`);
  }
  const segment = await readFile(join(log, last));
  const batch = batchesIn(segment).find(
    (each) => each.offset + BigInt(segment.readInt32BE(each.at + LAST_OFFSET_DELTA_AT)) >= offset,
  );
  if (batch === undefined) {
    return;
  }
  // Without its indexes a segment is read from its beginning, and they are made anew.
  for (const name of names.filter((each) => each.endsWith('index') && baseOf(each) === baseOf(last))) {
    await rm(join(log, name));
  }
  const isActive = last === segments.at(-1);
  const file = await open(join(log, last), 'r+');
  try {
    await file.truncate(batch.at + (isActive ? dice.int(0, batch.bytes - 1) : 0));
  } finally {
    await file.close();
  }
}

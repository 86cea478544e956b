import { parseCommand } from './operator-command.js';
import {
  ENVELOPE_VERSION,
  type AcceptedLoss,
  type FoundLoss,
  type LaneControl,
  type LedgerMeta,
  type LedgerOwner,
  type OpenEntry,
  type Origin,
  type ReplayCounts,
  type SettledEntry,
  type StoredPosition,
  type StoredReplay,
} from './ledger-format.js';

/** The value is not what this version of the service writes or can read. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';

  constructor(
    readonly reason: 'corrupt' | 'newer-format',
    message: string,
  ) {
    super(message);
  }
}

type Json = Readonly<Record<string, unknown>>;

/** @throws UnreadableValue */
export function decodeEntry<Entry>(value: Buffer, format: number): OpenEntry<Entry> | SettledEntry {
  const json = envelope(value);
  if (integer(json['format'], 'format') > format) {
    throw new UnreadableValue(
      'newer-format',
      `has format ${String(json['format'])}, this version reads ${format}`,
    );
  }
  const fingerprint = text(json['fingerprint'], 'fingerprint');
  const origin = decodeOrigin(json['origin']);
  switch (json['state']) {
    case 'open':
      return {
        state: 'open',
        fingerprint,
        origin,
        openedAt: integer(json['openedAt'], 'openedAt'),
        // The application wrote it, under a format that it says it can read.
        entry: json['entry'] as Entry,
      };
    case 'settled':
      return { state: 'settled', fingerprint, origin, summary: object(json['summary'], 'summary') };
    default:
      throw corrupt('state');
  }
}

/** @throws UnreadableValue, also where entries may be of a newer format than `format` */
export function decodeMeta(value: Buffer, format: number): LedgerMeta {
  const json = envelope(value);
  const inputs = Object.entries(object(json['inputs'], 'inputs')).map(
    ([topic, count]) => [topic, integer(count, 'inputs')] as const,
  );
  const written = integer(json['format'], 'format');
  if (written > format) {
    throw new UnreadableValue(
      'newer-format',
      `says the ledger has format ${written}, this version reads ${format}`,
    );
  }
  return {
    format: written,
    lanes: integer(json['lanes'], 'lanes'),
    inputs: Object.fromEntries(inputs),
    ...(json['cluster'] === undefined ? {} : { cluster: text(json['cluster'], 'cluster') }),
  };
}

/** @throws UnreadableValue */
export function decodeOwner(value: Buffer): LedgerOwner {
  const json = envelope(value);
  return {
    by: text(json['by'], 'by'),
    producerId: text(json['producerId'], 'producerId'),
    epoch: integer(json['epoch'], 'epoch'),
  };
}

/** @throws UnreadableValue */
export function decodePosition(value: Buffer): StoredPosition {
  const json = envelope(value);
  const next = offset(json['next'], 'next');
  if (json['last'] === undefined) {
    return { next, ...topicIdOf(json) };
  }
  const [at, timestamp] = array(json['last'], 'last');
  const last = { offset: offset(at, 'last'), timestamp: integer(timestamp, 'last') };
  return { next, last, ...topicIdOf(json) };
}

function topicIdOf({ topicId }: Json): { readonly topicId?: string } {
  return topicId === undefined ? {} : { topicId: text(topicId, 'topicId') };
}

/** @throws UnreadableValue */
export function decodeControl(value: Buffer): LaneControl {
  const json = envelope(value);
  if (typeof json['paused'] !== 'boolean') {
    throw corrupt('paused');
  }
  const { paused, at, by } = json;
  return { paused, ...(typeof at === 'string' && { at }), ...(typeof by === 'string' && { by }) };
}

/** @throws UnreadableValue */
export function decodeLost(value: Buffer): FoundLoss {
  const json = envelope(value);
  return { at: text(json['at'], 'at'), end: offset(json['end'], 'end'), how: text(json['how'], 'how') };
}

/** @throws UnreadableValue */
export function decodeLoss(value: Buffer): AcceptedLoss {
  const json = envelope(value);
  const until = Object.entries(object(json['until'], 'until')).map(
    ([place, at]) => [place, offset(at, 'until')] as const,
  );
  return {
    at: text(json['at'], 'at'),
    ...(typeof json['by'] === 'string' && { by: json['by'] }),
    end: offset(json['end'], 'end'),
    start: offset(json['start'], 'start'),
    revision: integer(json['revision'], 'revision'),
    until: Object.fromEntries(until),
  };
}

/**
 * The application's own value; it alone knows what it must be.
 *
 * @throws UnreadableValue
 */
export function decodeNote(value: Buffer): unknown {
  return envelope(value)['note'];
}

/** @throws UnreadableValue */
export function decodeReplay(value: Buffer): StoredReplay {
  const json = envelope(value);
  const command = parseCommand(Buffer.from(JSON.stringify(json['command'] ?? null)));
  const status = REPLAY_STATUSES.find((known) => known === json['status']);
  if (command?.kind !== 'replay' || !status) {
    throw corrupt(status ? 'command' : 'status');
  }
  const told = object(json['counts'], 'counts');
  const count = (name: keyof ReplayCounts): number => integer(told[name], 'counts');
  const counts: ReplayCounts = {
    read: count('read'),
    skipped: count('skipped'),
    opened: count('opened'),
    republished: count('republished'),
    unreadable: count('unreadable'),
    expired: count('expired'),
  };
  return { command, status, next: offset(json['next'], 'next'), counts, ...topicIdOf(json) };
}

const REPLAY_STATUSES = ['running', 'paused', 'cancelled', 'done'] as const;

function decodeOrigin(value: unknown): Origin {
  const [topic, partition, at, timestamp] = array(value, 'origin');
  return {
    topic: text(topic, 'origin'),
    partition: integer(partition, 'origin'),
    offset: offset(at, 'origin'),
    timestamp: integer(timestamp, 'origin'),
  };
}

function envelope(value: Buffer): Json {
  let json: unknown;
  try {
    json = JSON.parse(value.toString('utf8'));
  } catch {
    throw new UnreadableValue('corrupt', 'is not JSON');
  }
  const body = object(json, 'value');
  const version = integer(body['v'], 'v');
  if (version > ENVELOPE_VERSION) {
    throw new UnreadableValue(
      'newer-format',
      `has version ${version}, this version reads ${ENVELOPE_VERSION}`,
    );
  }
  return body;
}

function object(value: unknown, field: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw corrupt(field);
  }
  return value as Json;
}

function array(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw corrupt(field);
  }
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string') {
    throw corrupt(field);
  }
  return value;
}

function integer(value: unknown, field: string): number {
  if (!Number.isSafeInteger(value)) {
    throw corrupt(field);
  }
  return value as number;
}

function offset(value: unknown, field: string): bigint {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) {
    throw corrupt(field);
  }
  return BigInt(value);
}

function corrupt(field: string): UnreadableValue {
  return new UnreadableValue('corrupt', `is not what this service writes ("${field}")`);
}

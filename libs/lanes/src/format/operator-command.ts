import { isUuid } from './uuid-words.js';
import type { LaneCommand } from '../ports/lane-work.port.js';

/**
 * - `missing`: carries out what the lane does not know; what it knows is skipped
 * - `republish`: publishes again what was published of settled work
 * - `again`: carries settled work out anew
 */
export const REPLAY_MODES = ['missing', 'republish', 'again'] as const;
export type ReplayMode = (typeof REPLAY_MODES)[number];

interface Decision {
  /** UUID. A second command with the same id changes nothing. */
  readonly id: string;
  /** When it was decided, ISO 8601. */
  readonly at: string;
  /** Who decided it. */
  readonly by?: string;
}

/** Have these offsets of a partition carried out again: no record is copied, so no secret is either. */
export interface ReplayCommand extends Decision {
  readonly kind: 'replay';
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** Exclusive. */
  readonly until: bigint;
  readonly mode: ReplayMode;
  /** Only records with one of these keys; absent: all. */
  readonly keys?: readonly string[];
  /** Which topic the offsets are of; of one that was created anew since, nothing is carried out. */
  readonly topicId?: string;
  /** Do it to all that is there now; for the work to make sense of. */
  readonly everything?: true;
}

/** What operators may tell a lane. Those that are not about the lane itself go to the work (`LaneWork.command`). */
export type OperatorCommand =
  | (Decision & { readonly kind: 'pause' | 'resume' })
  | ReplayCommand
  | (Decision & {
      readonly kind: 'replay-pause' | 'replay-resume' | 'replay-cancel';
      readonly replay: string;
    })
  | (LaneCommand & { readonly kind: 'cancel' | 'approve' | 'reject' });

/** The value of a record of the commands topic. */
export function encodeCommand(command: OperatorCommand): string {
  return JSON.stringify(command, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

type Json = Readonly<Record<string, unknown>>;

/** Undefined for what is no command: it is passed over, as it would be by every owner of the lane. */
export function parseCommand(value: Buffer | null): OperatorCommand | undefined {
  const json = objectOf(value);
  if (!json || !isId(json['id']) || !isTime(json['at'])) {
    return undefined;
  }
  const { id, at, by, note, work, replay } = json;
  const decision = { id, at, ...(typeof by === 'string' ? { by } : {}) };
  switch (json['kind']) {
    case 'pause':
    case 'resume':
      return { ...decision, kind: json['kind'] };
    case 'replay':
      return parseReplay(json, decision);
    case 'replay-pause':
    case 'replay-resume':
    case 'replay-cancel':
      return isId(replay) ? { ...decision, kind: json['kind'], replay } : undefined;
    case 'cancel':
    case 'approve':
    case 'reject':
      return isId(work)
        ? { ...decision, kind: json['kind'], work, ...(typeof note === 'string' ? { note } : {}) }
        : undefined;
    default:
      return undefined;
  }
}

function parseReplay(json: Json, decision: Decision): ReplayCommand | undefined {
  const { topic, partition, keys } = json;
  const [from, until] = [offsetOf(json['from']), offsetOf(json['until'])];
  const mode = REPLAY_MODES.find((known) => known === json['mode']);
  const isComplete = typeof topic === 'string' && Number.isSafeInteger(partition) && mode !== undefined;
  if (!isComplete || from === undefined || until === undefined || until < from) {
    return undefined;
  }
  if (keys !== undefined && !(Array.isArray(keys) && keys.every((key) => typeof key === 'string'))) {
    return undefined;
  }
  const more = {
    ...(keys === undefined ? {} : { keys: keys as readonly string[] }),
    ...(typeof json['topicId'] === 'string' ? { topicId: json['topicId'] } : {}),
    ...(json['everything'] === true ? { everything: true as const } : {}),
  };
  return { ...decision, kind: 'replay', topic, partition: partition as number, from, until, mode, ...more };
}

function objectOf(value: Buffer | null): Json | undefined {
  try {
    const json: unknown = JSON.parse(value?.toString('utf8') ?? 'null');
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : undefined;
  } catch {
    return undefined;
  }
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUuid(value);
}

function offsetOf(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^\d{1,19}$/.test(value) ? BigInt(value) : undefined;
}

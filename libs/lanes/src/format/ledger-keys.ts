/** The record that a lane commits when it is taken: seeing it is the proof of a complete restore. */
export const OWNER_KEY = 'owner';
/** Format, number of lanes, and the partitions that the inputs had. */
export const META_KEY = 'meta';

/** What operators have decided about the lane as a whole. */
export const CONTROL_KEY = 'control';

/** One small value of the application's own. */
export const NOTE_KEY = 'note';

/** Written where the ledger was found to have lost data: the lane does not run until an operator accepts it. */
export const LOST_KEY = 'lost';

/** The last loss of data of this ledger that an operator has accepted. */
export const LOSS_KEY = 'loss';

const REPLAY = 'replay/';
const POSITION = 'position/';
const ENTRY = 'entry/';

export type LedgerKey =
  | { readonly kind: 'owner' }
  | { readonly kind: 'meta' }
  | { readonly kind: 'control' }
  | { readonly kind: 'note' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'loss' }
  | { readonly kind: 'replay'; readonly id: string }
  | { readonly kind: 'position'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'entry'; readonly id: string }
  /** Of a later version: left alone. */
  | { readonly kind: 'unknown' };

export function positionKey(topic: string, partition: number): string {
  return `${POSITION}${topic}/${partition}`;
}

export function entryKey(id: string): string {
  return ENTRY + id;
}

export function replayKey(id: string): string {
  return REPLAY + id;
}

export function parseLedgerKey(key: string): LedgerKey {
  if (key.startsWith(ENTRY)) {
    return { kind: 'entry', id: key.slice(ENTRY.length) };
  }
  if (key.startsWith(POSITION)) {
    return parsePosition(key);
  }
  if (key.startsWith(REPLAY)) {
    return { kind: 'replay', id: key.slice(REPLAY.length) };
  }
  switch (key) {
    case OWNER_KEY:
    case META_KEY:
    case CONTROL_KEY:
    case NOTE_KEY:
    case LOST_KEY:
    case LOSS_KEY:
      return { kind: key };
    default:
      return { kind: 'unknown' };
  }
}

function parsePosition(key: string): LedgerKey {
  // Names of topics have no slash.
  const slash = key.lastIndexOf('/');
  const partition = Number(key.slice(slash + 1));
  return slash > POSITION.length && Number.isSafeInteger(partition) && partition >= 0
    ? { kind: 'position', topic: key.slice(POSITION.length, slash), partition }
    : { kind: 'unknown' };
}

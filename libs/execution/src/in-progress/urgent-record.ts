import type { LaneRecord } from '#libs/lanes';

/** The cause that cannot wait: somebody else may be using the access. */
export const URGENT_CAUSE = 'compromise';

const URGENT_BYTES = Buffer.from(URGENT_CAUSE);

/** Whether a record may be urgent, without reading it: a word in its bytes. Whatever else has the word in it is looked at for nothing. */
export function mayBeUrgent({ value }: Pick<LaneRecord, 'value'>): boolean {
  return value?.includes(URGENT_BYTES) ?? false;
}

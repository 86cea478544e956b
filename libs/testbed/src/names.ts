import { randomBytes } from 'node:crypto';

/** A topic, group or transactional id that no other test uses: all tests of a run share one broker. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

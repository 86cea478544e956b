import { AWKWARD_JOBS } from './awkward-jobs.js';
import { LEAVERS } from './leavers.js';
import { LOOKUPS } from './lookups.js';
import { REFUSED } from './refused.js';
import type { SampleMaker } from './sample.js';
import { SESSIONS } from './sessions.js';
import { UNREADABLE } from './unreadable.js';

const groups: readonly (readonly SampleMaker[])[] = [
  LEAVERS,
  LOOKUPS,
  SESSIONS,
  AWKWARD_JOBS,
  REFUSED,
  UNREADABLE,
];

/** All samples, dealt out in turn, so that a person who watches sees every kind soon. */
export const SAMPLES: readonly SampleMaker[] = Array.from(
  { length: Math.max(...groups.map((group) => group.length)) },
  (_, index) => groups.flatMap((group) => group.slice(index, index + 1)),
).flat();

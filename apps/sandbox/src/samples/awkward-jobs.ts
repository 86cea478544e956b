import { eventOf } from './draft.js';
import type { SampleMaker } from './sample.js';

const topic = 'user.deprovisioned';
const USER_SESSIONS = 'user-sessions skipped';

const shortCount: SampleMaker = (world) => {
  const tokenIds = world.unpairedTokens(2, world.otherEnvironmentId);
  const neverThere = world.newId();
  return eventOf(world, {
    title: 'one of three tokens never existed',
    topic,
    data: {
      environmentId: world.otherEnvironmentId,
      username: 'nobody',
      oathTokenIds: [...tokenIds, neverThere],
    },
    expected: {
      kind: 'outcome',
      status: 'completed',
      requested: 3,
      // "A 404 alone is not evidence of a revocation."
      revoked: 2,
      remaining: 0,
      steps: ['oath-tokens done'],
      atPingOne: { deleted: tokenIds, kept: [neverThere] },
    },
  });
};

const neverThereAlone: SampleMaker = (world) => {
  const neverThere = world.newId();
  return eventOf(world, {
    title: 'a token that never existed, alone',
    topic,
    data: {
      environmentId: world.otherEnvironmentId,
      username: 'nobody',
      oathTokenIds: [neverThere],
      // Only events that agree on this share a job: like this, its count is its own.
      forceUnpair: false,
    },
    expected: {
      kind: 'outcome',
      status: 'completed',
      requested: 1,
      revoked: 0,
      remaining: 0,
      steps: ['oath-tokens done'],
      atPingOne: { kept: [neverThere] },
    },
  });
};

const failedJob: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(1);
  return eventOf(world, {
    title: 'a paired token that must stay: job fails',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, forceUnpair: false },
    expected: {
      kind: 'outcome',
      status: 'failed',
      code: 'job-failed',
      requested: 1,
      revoked: 0,
      remaining: 1,
      steps: ['oath-tokens failed', USER_SESSIONS],
      atPingOne: { kept: tokenIds },
    },
  });
};

const oneBadToken: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(1);
  const free = world.unpairedTokens(2);
  return eventOf(world, {
    title: 'one bad token of three costs only itself',
    topic,
    key: userId,
    data: { userId, oathTokenIds: [...free, ...tokenIds], forceUnpair: false },
    expected: {
      kind: 'outcome',
      status: 'partial',
      code: 'job-failed',
      requested: 3,
      revoked: 2,
      remaining: 1,
      steps: ['oath-tokens partial', USER_SESSIONS],
      atPingOne: { deleted: free, kept: tokenIds },
    },
  });
};

/** Jobs that do less than they were asked to. */
export const AWKWARD_JOBS: readonly SampleMaker[] = [shortCount, neverThereAlone, failedJob, oneBadToken];

import { SESSIONS_ENDED } from './all-of.js';
import { eventOf } from './draft.js';
import type { SampleMaker } from './sample.js';

const topic = 'user.deprovisioned';

const shortCount: SampleMaker = (world) => {
  const environmentId = world.otherEnvironmentId;
  const { userId } = world.person({ environmentId });
  const tokenIds = world.unpairedTokens(2, environmentId);
  const neverThere = world.newId();
  return eventOf(world, {
    title: 'one of three tokens never existed',
    topic,
    key: userId,
    data: { environmentId, userId, oathTokenIds: [...tokenIds, neverThere] },
    expected: {
      kind: 'outcome',
      status: 'completed',
      requested: 3,
      // "A 404 alone is not evidence of a revocation."
      revoked: 2,
      remaining: 0,
      steps: ['oath-tokens done', SESSIONS_ENDED],
      atPingOne: { deleted: tokenIds, kept: [neverThere] },
    },
  });
};

const neverThereAlone: SampleMaker = (world) => {
  const environmentId = world.otherEnvironmentId;
  const { userId } = world.person({ environmentId });
  const neverThere = world.newId();
  return eventOf(world, {
    title: 'a token that never existed, alone',
    topic,
    key: userId,
    data: {
      environmentId,
      userId,
      oathTokenIds: [neverThere],
      // Only events that agree on this share a job: like this, its count is its own.
      forceUnpair: false,
    },
    expected: {
      kind: 'outcome',
      status: 'completed',
      requested: 1,
      // For all the service knows, another event of its own had revoked it.
      revoked: null,
      remaining: 0,
      steps: ['oath-tokens done', SESSIONS_ENDED],
      atPingOne: { kept: [neverThere] },
    },
  });
};

const failedJob: SampleMaker = (world) => {
  const { userId, tokenIds, sessionIds } = world.person({ oathTokens: 1, sessions: 1 });
  return eventOf(world, {
    title: 'a paired token that must stay: job fails',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, forceUnpair: false },
    expected: {
      kind: 'outcome',
      // Their session has ended all the same.
      status: 'partial',
      code: 'job-failed',
      requested: 1,
      revoked: 0,
      remaining: 1,
      steps: ['oath-tokens failed', SESSIONS_ENDED],
      atPingOne: { kept: tokenIds, endedSessions: sessionIds },
    },
  });
};

const oneBadToken: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person({ oathTokens: 1 });
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
      steps: ['oath-tokens partial', SESSIONS_ENDED],
      atPingOne: { deleted: free, kept: tokenIds },
    },
  });
};

/** Jobs that do less than they were asked to. */
export const AWKWARD_JOBS: readonly SampleMaker[] = [shortCount, neverThereAlone, failedJob, oneBadToken];

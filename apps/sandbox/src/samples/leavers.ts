import { plain, structured } from './event-message.js';
import { eventOf } from './draft.js';
import type { ExpectedOutcome, SampleMaker } from './sample.js';
import { AUTH_METHODS } from './sample-world.port.js';

const topic = 'user.deprovisioned';
/** Ending a user's sessions is not carried out yet: shown, so that nobody takes "completed" for more than it was. */
const USER_SESSIONS = 'user-sessions skipped';
const MANY = 120;

/** All of them revoked, by this event. */
function allOf(tokenIds: readonly string[], ...moreSteps: readonly string[]): ExpectedOutcome {
  return {
    kind: 'outcome',
    status: 'completed',
    requested: tokenIds.length,
    revoked: tokenIds.length,
    remaining: 0,
    steps: ['oath-tokens done', ...moreSteps],
    atPingOne: { deleted: tokenIds },
  };
}

const pairedTokens: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(3);
  return eventOf(world, {
    title: 'a leaver with three paired tokens',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, cause: 'leaver', initiatedBy: 'hr' },
    expected: allOf(tokenIds, USER_SESSIONS),
  });
};

const plainJson: SampleMaker = (world) => {
  const tokenIds = world.unpairedTokens(1);
  const { username } = world.person(0);
  return eventOf(world, {
    title: 'plain JSON, one unpaired token',
    topic,
    as: plain,
    data: { username, oathTokenIds: tokenIds },
    expected: allOf(tokenIds),
  });
};

const structuredMode: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(2);
  const again = tokenIds[0]?.toUpperCase();
  return eventOf(world, {
    title: 'structured mode, a token named twice',
    topic,
    key: userId,
    as: structured,
    data: { userId, oathTokenIds: [...tokenIds, again] },
    expected: allOf(tokenIds, USER_SESSIONS),
  });
};

const withOauthTokens: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(2);
  const tokens = world.signOn({ methods: AUTH_METHODS }).tokens.map(({ token }) => token);
  const steps = [USER_SESSIONS, ...tokens.map(() => 'oauth-token done')];
  return eventOf(world, {
    title: 'two OATH tokens and five OAuth tokens',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, tokens: tokens.map((token) => ({ token })) },
    expected: {
      ...allOf(tokenIds, ...steps),
      atPingOne: { deleted: tokenIds, oauthTokens: tokens.map((token) => ({ token, result: 'revoked' })) },
    },
  });
};

const manyTokens: SampleMaker = (world) => {
  const tokenIds = world.unpairedTokens(MANY);
  return eventOf(world, {
    title: `${MANY} tokens, more than fit into one job`,
    topic,
    data: { externalId: 'hr-000000', oathTokenIds: tokenIds },
    expected: allOf(tokenIds),
  });
};

const twice: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(1);
  return eventOf(world, {
    title: 'the same event twice: one is ignored',
    topic,
    key: userId,
    times: 2,
    data: { userId, oathTokenIds: tokenIds },
    expected: allOf(tokenIds, USER_SESSIONS),
  });
};

const onLeave: SampleMaker = (world) => {
  const { userId, tokenIds } = world.person(2);
  return eventOf(world, {
    title: 'somebody on leave keeps their tokens',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, cause: 'leave' },
    expected: {
      kind: 'outcome',
      status: 'completed',
      requested: 2,
      revoked: 0,
      remaining: null,
      steps: ['oath-tokens skipped', USER_SESSIONS],
      atPingOne: { kept: tokenIds },
    },
  });
};

/** People who have left, and whose tokens can be revoked. */
export const LEAVERS: readonly SampleMaker[] = [
  pairedTokens,
  plainJson,
  structuredMode,
  withOauthTokens,
  manyTokens,
  twice,
  onLeave,
];

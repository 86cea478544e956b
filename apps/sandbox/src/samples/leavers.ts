import { allOf, SESSIONS_ENDED } from './all-of.js';
import { plain, structured } from './event-message.js';
import { eventOf } from './draft.js';
import type { SampleMaker } from './sample.js';
import { AUTH_METHODS } from './sample-world.port.js';

const topic = 'user.deprovisioned';
const MANY = 120;

const pairedTokens: SampleMaker = (world) => {
  const { userId, tokenIds, sessionIds } = world.person({ oathTokens: 3, sessions: 1 });
  return eventOf(world, {
    title: 'a leaver with three paired tokens',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, cause: 'leaver', initiatedBy: 'hr' },
    expected: allOf({ tokenIds, sessionIds }),
  });
};

const plainJson: SampleMaker = (world) => {
  const { username, sessionIds } = world.person({ sessions: 1 });
  const tokenIds = world.unpairedTokens(1);
  return eventOf(world, {
    title: 'plain JSON, one unpaired token',
    topic,
    key: username,
    as: plain,
    data: { username, oathTokenIds: tokenIds },
    expected: allOf({ tokenIds, sessionIds }),
  });
};

const structuredMode: SampleMaker = (world) => {
  const { userId, tokenIds, sessionIds } = world.person({ oathTokens: 2 });
  const again = tokenIds[0]?.toUpperCase();
  return eventOf(world, {
    title: 'structured mode, a token named twice',
    topic,
    key: userId,
    as: structured,
    data: { userId, oathTokenIds: [...tokenIds, again] },
    expected: allOf({ tokenIds, sessionIds }),
  });
};

const withOauthTokens: SampleMaker = (world) => {
  const person = world.signOn({ methods: AUTH_METHODS, oathTokens: 2 });
  const { userId, tokenIds, sessionIds } = person;
  const tokens = person.tokens.map(({ token }) => token);
  const { steps, atPingOne, ...expected } = allOf({ tokenIds, sessionIds });
  return eventOf(world, {
    title: 'two OATH tokens and five OAuth tokens',
    topic,
    key: userId,
    data: { userId, oathTokenIds: tokenIds, tokens: tokens.map((token) => ({ token })) },
    expected: {
      ...expected,
      steps: [...steps, ...tokens.map(() => 'oauth-token done')],
      atPingOne: { ...atPingOne, oauthTokens: tokens.map((token) => ({ token, result: 'revoked' })) },
    },
  });
};

const manyTokens: SampleMaker = (world) => {
  const { externalId, sessionIds } = world.person();
  const tokenIds = world.unpairedTokens(MANY);
  return eventOf(world, {
    title: `${MANY} tokens, more than fit into one job`,
    topic,
    key: externalId,
    data: { externalId, oathTokenIds: tokenIds },
    expected: allOf({ tokenIds, sessionIds }),
  });
};

const twice: SampleMaker = (world) => {
  const { userId, tokenIds, sessionIds } = world.person({ oathTokens: 1 });
  return eventOf(world, {
    title: 'the same event twice: one is ignored',
    topic,
    key: userId,
    times: 2,
    data: { userId, oathTokenIds: tokenIds },
    expected: allOf({ tokenIds, sessionIds }),
  });
};

const onLeave: SampleMaker = (world) => {
  const { userId, tokenIds, sessionIds } = world.person({ oathTokens: 2, sessions: 1 });
  return eventOf(world, {
    title: 'a user on leave keeps their tokens',
    topic,
    key: userId,
    data: { userId, cause: 'leave' },
    expected: {
      kind: 'outcome',
      status: 'completed',
      // They are not even looked up.
      requested: null,
      revoked: 0,
      remaining: null,
      steps: ['oath-tokens skipped', SESSIONS_ENDED],
      atPingOne: { kept: tokenIds, endedSessions: sessionIds },
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

import type { FailureCode } from '#libs/contracts';
import { allOf, SESSIONS_ENDED } from './all-of.js';
import { eventOf } from './draft.js';
import type { ExpectedOutcome, Sample, SampleMaker } from './sample.js';
import type { Person, SampleWorld } from './sample-world.port.js';

const topic = 'user.deprovisioned';
const HOUR = 3_600_000;

/** An event that says who has left, and nothing of what they have. */
function knownBy(title: string, field: 'userId' | 'username' | 'externalId'): SampleMaker {
  return (world): Sample => {
    const person = world.person({ oathTokens: 2, sessions: 2 });
    return eventOf(world, {
      title,
      topic,
      key: person[field],
      data: { [field]: person[field] },
      expected: allOf(person),
    });
  };
}

const bySerialNumbers: SampleMaker = (world) => {
  const person = world.person({ oathTokens: 3, sessions: 1 });
  const { userId, tokenIds, serialNumbers, sessionIds } = person;
  const { atPingOne, ...expected } = allOf({ tokenIds: tokenIds.slice(0, 2), sessionIds });
  return eventOf(world, {
    title: 'two of three tokens, by serial numbers',
    topic,
    key: userId,
    data: { userId, serialNumbers: serialNumbers.slice(0, 2) },
    expected: { ...expected, atPingOne: { ...atPingOne, kept: tokenIds.slice(2) } },
  });
};

const withoutTokens: SampleMaker = (world) => {
  const person = world.person();
  const { userId } = person;
  return eventOf(world, {
    title: 'a user who has nothing to revoke',
    topic,
    key: userId,
    data: { userId },
    expected: allOf(person),
  });
};

/** By more than clocks may differ, so that all that a sample makes is newer than its event. */
function anHourAgo(world: SampleWorld): string {
  return new Date(world.now() - HOUR).toISOString();
}

/** In time, and by an id, which PingOne gives to one account only: nothing says that they are back. */
const signedInSince: SampleMaker = (world) => {
  const person = world.person({ oathTokens: 1, sessions: 1 });
  const { userId } = person;
  return eventOf(world, {
    title: 'signed in after they left: all is ended',
    topic,
    key: userId,
    attributes: { time: anHourAgo(world) },
    data: { userId },
    expected: allOf(person),
  });
};

/** The look-up shows that the account was created after the event. */
const hiredAgain: SampleMaker = (world) => {
  const { username, tokenIds, sessionIds } = world.person({ oathTokens: 1, sessions: 1 });
  return eventOf(world, {
    title: 'hired again: a newer account is left',
    topic,
    key: username,
    attributes: { time: anHourAgo(world) },
    data: { username },
    expected: {
      kind: 'outcome',
      status: 'partial',
      code: 'access-left',
      requested: 1,
      revoked: 0,
      remaining: 1,
      steps: ['oath-tokens partial', 'user-sessions partial'],
      left: ['oath-tokens 1 newer-account', 'user-sessions 1 newer-account'],
      atPingOne: { kept: tokenIds, keptSessions: sessionIds },
    },
  });
};

const tokenOfAnotherUser: SampleMaker = (world) => {
  const { userId, tokenIds, sessionIds } = world.person({ oathTokens: 1, sessions: 1 });
  const theirs = world.colleague.tokenIds.slice(0, 1);
  return eventOf(world, {
    title: "a colleague's token among their own",
    topic,
    key: userId,
    data: { userId, oathTokenIds: [...tokenIds, ...theirs] },
    expected: {
      kind: 'outcome',
      status: 'partial',
      code: 'token-of-another-user',
      requested: 2,
      revoked: 1,
      remaining: 1,
      steps: ['oath-tokens partial', SESSIONS_ENDED],
      atPingOne: { deleted: tokenIds, kept: theirs, endedSessions: sessionIds },
    },
  });
};

/** Nothing is known of what the user has, so nothing is counted. */
function noUserFound(code: FailureCode, people: readonly Person[]): ExpectedOutcome {
  return {
    kind: 'outcome',
    status: 'failed',
    code,
    requested: null,
    revoked: 0,
    remaining: null,
    steps: ['oath-tokens failed', 'user-sessions failed'],
    atPingOne: {
      kept: people.flatMap(({ tokenIds }) => tokenIds),
      keptSessions: people.flatMap(({ sessionIds }) => sessionIds),
    },
  };
}

const unknownUser: SampleMaker = (world) => {
  const username = `unknown-${world.newId()}`;
  return eventOf(world, {
    title: 'a username that PingOne does not know',
    topic,
    key: username,
    data: { username },
    expected: noUserFound('user-not-found', []),
  });
};

const ambiguousUser: SampleMaker = (world) => {
  const people = world.namesakes({ oathTokens: 1, sessions: 1 });
  const externalId = people[0]?.externalId ?? '';
  return eventOf(world, {
    title: 'an external id that two people have',
    topic,
    key: externalId,
    data: { externalId },
    expected: noUserFound('user-ambiguous', people),
  });
};

const tokenOfUnknownUser: SampleMaker = (world) => {
  const username = `unknown-${world.newId()}`;
  const tokenIds = world.unpairedTokens(1);
  return eventOf(world, {
    title: 'a token of a username not in PingOne',
    topic,
    key: username,
    data: { username, oathTokenIds: tokenIds },
    expected: {
      ...allOf({ tokenIds, sessionIds: [] }),
      status: 'partial',
      code: 'user-not-found',
      steps: ['oath-tokens done', 'user-sessions failed'],
    },
  });
};

/** People whose tokens and sessions the service has to find, or to tell from those of others. */
export const LOOKUPS: readonly SampleMaker[] = [
  knownBy('a username, and all that they have', 'username'),
  knownBy('an external id, and all that they have', 'externalId'),
  unknownUser,
  knownBy('a user id, and all that they have', 'userId'),
  ambiguousUser,
  bySerialNumbers,
  tokenOfAnotherUser,
  withoutTokens,
  signedInSince,
  hiredAgain,
  tokenOfUnknownUser,
];

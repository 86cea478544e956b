import type { FailureCode } from '#libs/contracts';
import { eventOf } from './draft.js';
import type { EventAttributes } from './event-message.js';
import type { Sample, SampleMaker } from './sample.js';
import type { Person, SampleWorld } from './sample-world.port.js';

const SIXTY_DAYS_MS = 60 * 24 * 3600 * 1000;

interface Refusal {
  readonly title: string;
  readonly code: FailureCode;
  readonly data: (person: Person, world: SampleWorld) => object;
  readonly attributes?: (world: SampleWorld) => Partial<EventAttributes>;
  readonly violations?: readonly string[];
}

/** Events that are understood, and cannot be carried out: a failed outcome says why, and no token is touched. */
const REFUSALS: readonly Refusal[] = [
  {
    title: 'a token id that is no UUID',
    code: 'invalid-event',
    data: ({ userId, tokenIds }) => ({ userId, oathTokenIds: [...tokenIds, 'token-7'] }),
    violations: ['oathTokenIds[2] isUuid'],
  },
  {
    title: 'two names of the user at once',
    code: 'invalid-event',
    data: ({ userId, username, tokenIds }) => ({ userId, username, oathTokenIds: tokenIds }),
    violations: ['userId|username|externalId exactlyOneOf'],
  },
  {
    title: 'an empty list, and an unknown cause',
    code: 'invalid-event',
    data: ({ userId }) => ({ userId, oathTokenIds: [], cause: 'holiday' }),
    violations: ['oathTokenIds arrayNotEmpty', 'cause isIn'],
  },
  {
    title: 'an event of the other type',
    code: 'event-type-mismatch',
    data: ({ userId, tokenIds }) => ({ userId, oathTokenIds: tokenIds }),
    attributes: () => ({ type: 'session.terminated' }),
    violations: ['type eventType'],
  },
  {
    title: 'an environment that is not allowed',
    code: 'environment-not-allowed',
    data: ({ userId, tokenIds }, world) => ({
      environmentId: world.newId(),
      userId,
      oathTokenIds: tokenIds,
    }),
    violations: ['environmentId is one of PINGONE_ENVIRONMENT_ID and PINGONE_ENVIRONMENTS'],
  },
  {
    title: 'an event of sixty days ago',
    code: 'event-too-old',
    data: ({ userId, tokenIds }) => ({ userId, oathTokenIds: tokenIds }),
    attributes: (world) => ({ time: new Date(world.now() - SIXTY_DAYS_MS).toISOString() }),
  },
];

export const REFUSED: readonly SampleMaker[] = REFUSALS.map((refusal) => (world): Sample => {
  const person = world.person({ oathTokens: 2, sessions: 1 });
  return eventOf(world, {
    title: refusal.title,
    topic: 'user.deprovisioned',
    key: person.userId,
    data: refusal.data(person, world),
    ...(refusal.attributes === undefined ? {} : { attributes: refusal.attributes(world) }),
    expected: {
      kind: 'outcome',
      status: 'failed',
      code: refusal.code,
      ...(refusal.violations === undefined ? {} : { violations: refusal.violations }),
      requested: null,
      revoked: 0,
      remaining: null,
      steps: [],
      atPingOne: { kept: person.tokenIds, keptSessions: person.sessionIds },
    },
  });
});

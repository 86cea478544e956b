import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RevocationCompleted } from '#libs/contracts';
import { anEvidence, aPolicy, aRequest, aRevocation } from '../test/mother.js';
import type { Action, Fact } from './actions.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import { toOutcome } from './outcome.js';
import type { Revocation } from './revocation.js';
import { MOST_ROUNDS } from './sessions/evolve-user-sessions.js';

const policy = aPolicy({ userSessions: 'end', maxTokensPerJob: 3 });
const { lateEventMs, clockToleranceMs } = policy;
const evidence = anEvidence();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** When the person leaves. */
const LEFT_AT = Date.parse('2026-06-01T12:00:00.250Z');
/** What is that much later is later by any two clocks. */
const CLEARLY = 2 * clockToleranceMs;

interface Thing {
  readonly id: string;
  /** By the true time. */
  readonly madeAt: number;
  readonly isDated: boolean;
}

const aThing = fc.record({
  madeAt: fc.oneof(
    fc.integer({ min: LEFT_AT - 9 * DAY, max: LEFT_AT + 4 * DAY }),
    fc.integer({ min: LEFT_AT - 10 * MINUTE, max: LEFT_AT + 10 * MINUTE }),
  ),
  isDated: fc.boolean(),
});
const aClock = fc.integer({ min: -clockToleranceMs / 2, max: clockToleranceMs / 2 });

const aStory = fc.record({
  sessions: fc.array(aThing, { maxLength: 6 }),
  tokens: fc.array(aThing, { maxLength: 5 }),
  clocks: fc.record({ pingone: aClock, publisher: aClock, service: aClock }),
  /** From leaving to publishing, and from there to reading. */
  publishedAfter: fc.integer({ min: 0, max: DAY }),
  readAfter: fc.oneof(
    fc.integer({ min: 0, max: MINUTE }),
    fc.integer({ min: 0, max: 3 * DAY }),
    fc.integer({ min: lateEventMs - 10 * MINUTE, max: lateEventMs + 10 * MINUTE }),
  ),
  says: fc.constantFrom<'time' | 'whole seconds' | 'nothing'>('time', 'whole seconds', 'nothing'),
  cause: fc.constantFrom('leaver', 'leave', 'compromise', undefined),
  replay: fc.constantFrom('none', 'plain', 'everything'),
  rehired: fc.option(
    fc.record({
      after: fc.integer({ min: 0, max: 3 * DAY }),
      account: fc.constantFrom<'same' | 'new'>('same', 'new'),
    }),
    { nil: undefined },
  ),
  /** Sign-ins while sessions are ended. */
  signIns: fc.integer({ min: 0, max: 6 }),
});
type Story = typeof aStory extends fc.Arbitrary<infer T> ? T : never;

/** A PingOne and the people who use it. */
class World {
  readonly rehiredAt: number;
  readonly readAt: number;
  readonly account: { readonly createdAt: string; readonly enabled: boolean };
  readonly everBefore: readonly Thing[];
  sessions: Thing[];
  tokens: Thing[];
  #signIns: number;

  constructor(readonly story: Story) {
    const { rehired, publishedAfter, readAfter, signIns } = story;
    this.rehiredAt = rehired ? LEFT_AT + rehired.after : Infinity;
    this.readAt = LEFT_AT + publishedAfter + readAfter;
    const isNewAccount = rehired?.account === 'new' && this.rehiredAt <= this.readAt;
    // An account takes what it had with it when it is deleted.
    const since = isNewAccount ? this.rehiredAt : -Infinity;
    const there = (things: Story['sessions'], name: string): Thing[] =>
      things
        .map((thing, n) => ({ ...thing, id: `${name}-${n}` }))
        .filter(({ madeAt }) => madeAt <= this.readAt && madeAt >= since);
    this.sessions = there(story.sessions, 'session');
    this.tokens = there(story.tokens, 'token');
    this.everBefore = [...this.sessions, ...this.tokens];
    this.account = { createdAt: this.shown(isNewAccount ? since : LEFT_AT - 30 * DAY), enabled: true };
    this.#signIns = signIns;
  }

  shown(time: number): string {
    return new Date(time + this.story.clocks.pingone).toISOString();
  }

  list(things: readonly Thing[]): readonly { readonly id: string; readonly createdAt?: string }[] {
    return things.map(({ id, madeAt, isDated }) => ({
      id,
      ...(isDated && { createdAt: this.shown(madeAt) }),
    }));
  }

  end(ids: readonly string[]): readonly string[] {
    const ended = this.sessions.filter(({ id }) => ids.includes(id));
    this.sessions = this.sessions.filter(({ id }) => !ids.includes(id));
    if (this.#signIns > 0) {
      this.#signIns -= 1;
      this.sessions.push({ id: `again-${this.#signIns}`, madeAt: this.readAt + MINUTE, isDated: true });
    }
    return ended.map(({ id }) => id);
  }

  delete(ids: readonly string[]): number {
    const before = this.tokens.length;
    this.tokens = this.tokens.filter(({ id }) => !ids.includes(id));
    return before - this.tokens.length;
  }
}

function eventOf({ story, readAt }: World): Revocation {
  const { clocks, publishedAfter, says, cause, replay } = story;
  const { userId: _, ...nameless } = aRequest().event;
  const publishedAt = LEFT_AT + publishedAfter + clocks.publisher;
  const occurred = LEFT_AT + clocks.publisher;
  const time = says === 'time' ? occurred : Math.floor(occurred / 1_000) * 1_000;
  const isDated = says !== 'nothing';
  return aRevocation(
    {
      event: {
        ...nameless,
        username: 'ada',
        ...(isDated && { occurredAt: new Date(time).toISOString() }),
        ...(cause && { cause }),
      },
      origin: { ...aRequest().origin, ...(!isDated && { publishedAt }) },
      publishedAt,
      receivedAt: readAt + clocks.service,
      ...(replay !== 'none' && {
        replay: {
          id: 'r',
          requestedAt: '2026-06-09T00:00:00Z',
          revision: 2,
          ...(replay === 'everything' && { everything: true }),
        },
      }),
    },
    policy,
  );
}

function carryOut(world: World, action: Exclude<Action, { kind: 'settle' }>): readonly Fact[] {
  const { step } = action;
  switch (action.kind) {
    case 'find-user':
      return [{ step, kind: 'user-found', userId: 'u', account: world.account, evidence }];
    case 'list-sessions':
      return [{ step, kind: 'sessions-listed', sessions: world.list(world.sessions), evidence }];
    case 'end-user-sessions':
      return [{ step, kind: 'sessions-ended', ended: world.end(action.sessionIds), missing: [] }];
    case 'verify-user-sessions':
      return [{ step, kind: 'sessions-verified', at: 5, sessions: world.list(world.sessions) }];
    case 'find-oath-tokens': {
      const tokens = world.list(world.tokens);
      return [{ step, kind: 'oath-tokens-found', tokens, foreign: 0, missing: 0, evidence }];
    }
    case 'submit-oath': {
      const { tokenIds } = action.group;
      const jobTotal = tokenIds.length;
      return [
        { step, kind: 'oath-submitting', batchId: 'b', notAfter: 1 },
        { step, kind: 'oath-submitted', jobId: 'j', jobTotal, at: 1, evidence },
        { step, kind: 'oath-job-done', revoked: world.delete(tokenIds), evidence },
      ];
    }
    default:
      throw new Error(`unexpected: ${action.kind}`);
  }
}

function settle(world: World): RevocationCompleted {
  let state = eventOf(world);
  for (let rounds = 0; rounds < 100; rounds++) {
    const [action] = decide(state, policy);
    if (action?.kind === 'settle') {
      return toOutcome(state, { completedAt: 1 });
    }
    const facts = action ? carryOut(world, action) : [];
    state = facts.reduce((before, fact) => evolve(before, fact, policy), state);
  }
  throw new Error('did not settle');
}

/** Of a person on leave no token is touched, and the outcome shows that step as skipped. */
const takesTokens = ({ cause }: Story): boolean => cause !== 'leave';
const takesEverything = ({ cause, replay }: Story): boolean =>
  cause === 'compromise' || replay === 'everything';

const check = (holds: (world: World, outcome: RevocationCompleted) => void): void => {
  fc.assert(
    fc.property(aStory, (story) => {
      const world = new World(story);
      holds(world, settle(world));
    }),
    { numRuns: 2_000 },
  );
};

describe('a user who signs in, pairs tokens and is hired again, by any clocks', () => {
  it('keeps nothing that the outcome does not mention', () => {
    check((world, outcome) => {
      const [sessions, tokens] = outcome.steps;
      const count = (step: typeof sessions): number => (step && 'left' in step ? (step.left ?? 0) : 0);
      expect(count(sessions)).toBe(world.sessions.length);
      if (takesTokens(world.story)) {
        expect(count(tokens)).toBe(world.tokens.length);
        expect(outcome.remaining).toBe(world.tokens.length);
      }
      for (const step of [sessions, tokens]) {
        expect(step?.status).toBe(
          step?.kind === 'oath-tokens' && !takesTokens(world.story)
            ? 'skipped'
            : count(step) > 0
              ? 'partial'
              : 'done',
        );
        expect(step && 'leftBecause' in step).toBe(count(step) > 0);
      }
      const isAllGone = [sessions, tokens].every((step) => count(step) === 0);
      expect(outcome.status).toBe(isAllGone ? 'completed' : 'partial');
    });
  });

  it('keeps nothing at all of an event in time, but what an account made since has', () => {
    check((world, outcome) => {
      const { story, rehiredAt } = world;
      const isLate = story.replay !== 'none' || story.readAfter > lateEventMs;
      const isBack = story.rehired?.account === 'new' && rehiredAt <= world.readAt;
      if (takesEverything(story) || (!isLate && !isBack)) {
        const again = ({ id }: Thing): boolean => id.startsWith('again-');
        const mayStay = story.signIns < MOST_ROUNDS ? [] : world.sessions.filter(again);
        expect(world.sessions).toEqual(mayStay);
        expect(outcome.steps[0]).not.toMatchObject({
          leftBecause: expect.not.stringMatching('signed-in-again'),
        });
        if (takesTokens(story)) {
          expect(world.tokens).toEqual([]);
        }
      }
    });
  });

  it('keeps nothing from before the event in the account that they left', () => {
    check((world) => {
      const { story } = world;
      if (story.rehired?.account !== 'new') {
        const old = ({ madeAt }: Thing): boolean => madeAt <= LEFT_AT;
        expect(world.sessions.filter(old)).toEqual([]);
        if (takesTokens(story)) {
          expect(world.tokens.filter(old)).toEqual([]);
        }
      }
    });
  });

  it('loses nothing that is dated to a late event, once hired again', () => {
    check((world) => {
      const { story, rehiredAt, readAt } = world;
      const eventAt = LEFT_AT + (story.says === 'nothing' ? story.publishedAfter : 0);
      const isLate = story.replay !== 'none' || story.readAfter > lateEventMs + CLEARLY;
      const isNewAccount = story.rehired?.account === 'new' && rehiredAt <= readAt;
      if (!takesEverything(story) && rehiredAt > eventAt + CLEARLY && (isLate || isNewAccount)) {
        const theirs = world.everBefore.filter(
          ({ madeAt, isDated }) => madeAt >= rehiredAt && (isDated || isNewAccount),
        );
        const there = new Set([...world.sessions, ...world.tokens].map(({ id }) => id));
        expect(theirs.filter(({ id }) => !there.has(id))).toEqual([]);
      }
    });
  });
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anEvidence, aPolicy, aRequest, aRevocation } from '../../test/mother.js';
import { decide, interruptedCalls } from '../decide.js';
import { evolve } from '../evolve.js';
import type { Fact } from '../actions.js';
import { toOutcome } from '../outcome.js';
import type { RevocationPolicy } from '../policy.js';
import type { Revocation } from '../revocation.js';

const evidence = anEvidence();
const event = { ...aRequest().event, eventType: 'session.terminated', sessionId: 'sid' } as const;

/** What may become of one call: where the answer is lost, and whether PingOne heard it. */
const FATES = [
  'answered',
  'answer-lost',
  'request-lost',
  'crash-before-sending',
  'crash-after-sending',
  'not-sent',
] as const;
type Fate = (typeof FATES)[number];

/** A session that may never have been, and the log of what ended it. */
class World {
  endedByUs = false;

  constructor(public exists: boolean) {}

  end(): 'ended' | 'missing' {
    const { exists } = this;
    this.exists = false;
    this.endedByUs ||= exists;
    return exists ? 'ended' : 'missing';
  }
}

function call(world: World, fate: Fate): readonly Fact[] {
  const ending: Fact = { step: 0, kind: 'session-ending' };
  switch (fate) {
    case 'answered':
      return [ending, { step: 0, kind: `session-${world.end()}`, evidence }];
    case 'answer-lost':
      world.end();
      return [ending, { step: 0, kind: 'session-unknown' }];
    case 'request-lost':
      return [ending, { step: 0, kind: 'session-unknown' }];
    case 'crash-before-sending':
      return [ending];
    case 'crash-after-sending':
      world.end();
      return [ending];
    case 'not-sent':
      return [ending, { step: 0, kind: 'session-not-ending' }];
  }
}

function run(world: World, fates: readonly Fate[], policy: RevocationPolicy): Revocation {
  const fate = fates.values();
  let state = aRevocation({ event }, policy);
  for (let rounds = 0; rounds < 100; rounds++) {
    const [action] = decide(state, policy);
    if (action?.kind === 'settle') {
      return state;
    }
    const facts: readonly Fact[] =
      action?.kind === 'end-session'
        ? // Misfortune ends some time; then all goes well.
          call(world, fate.next().value ?? 'answered')
        : action?.kind === 'verify-session'
          ? [{ step: 0, kind: 'session-verified', evidence }]
          : interruptedCalls(state);
    state = facts.reduce((before, fact) => evolve(before, fact, policy), state);
  }
  throw new Error('did not settle');
}

it('a session is said to be ended without a mark only where the log shows that we ended it', () => {
  const story = fc.record({
    exists: fc.boolean(),
    fates: fc.array(fc.constantFrom(...FATES), { maxLength: 6 }),
    verify: fc.constantFrom('shortfall', 'always'),
  });
  fc.assert(
    fc.property(story, ({ exists, fates, verify }) => {
      const world = new World(exists);
      const outcome = toOutcome(run(world, fates, aPolicy({ verify })), { completedAt: 1 });
      const [step] = outcome.steps;
      if (step?.kind !== 'session') {
        throw new Error('expected a step of a session');
      }
      expect(world.exists).toBe(false);
      if (step.status === 'done') {
        expect(['inferred', ...(world.endedByUs ? ['confirmed'] : [])]).toContain(step.certainty);
      } else {
        expect(step).toMatchObject({ status: 'failed', failure: { code: 'session-not-found' } });
        expect(step).not.toHaveProperty('certainty');
        expect(world.endedByUs).toBe(false);
      }
    }),
  );
});

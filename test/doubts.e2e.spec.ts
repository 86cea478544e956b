import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { oathStep, Testbed, type Effect } from '#libs/testbed';
import { all, Verdicts, type Judged } from './support/verdicts.js';

/*
 * What the service waits for before it reads back: until a request that was lost cannot
 * take effect any more, or a job is overdue. All of them wait at once.
 */

interface Doubt {
  readonly name: string;
  readonly events: number;
  readonly fate: Effect;
}

// The events name the tokens, and PingOne has never shown them: they may not have been there.
const lost = {
  status: 'done',
  gone: 2,
  revoked: null,
  countedBy: 'inferred',
  countUnknownBecause: 'answer-lost',
};

const DOUBTS: readonly (Doubt & { readonly step: object })[] = [
  {
    name: 'a submit whose connection was cut after it is read back, not repeated',
    events: 3,
    fate: { kind: 'drop', when: 'after' },
    step: lost,
  },
  {
    name: 'a submit that a gateway answered is read back, not repeated',
    events: 3,
    fate: { kind: 'respond', status: 504, body: 'html', when: 'after' },
    step: lost,
  },
  {
    name: 'a submit whose answer is in a coding that the service does not know is left in doubt, and read back',
    events: 1,
    fate: { kind: 'encode', coding: 'compress' },
    step: { status: 'done', gone: 2, remaining: 0, countedBy: 'inferred' },
  },
  {
    name: 'a job that PingOne forgot is read back: what is gone may have been ours, if it ever was',
    events: 1,
    fate: { kind: 'job', fate: 'lost' },
    step: { status: 'done', gone: 2, revoked: null, countUnknownBecause: 'answer-lost' },
  },
];

/** Fails as a whole: its step alone does not say so. */
const OVERDUE: Doubt = {
  name: 'a job that does not end by its deadline fails its events, naming what remains',
  events: 1,
  fate: { kind: 'job', fate: 'stuck' },
};

/** Submitted once more, which must not meet another one's fate: the last one. */
const UNSENT: Doubt = {
  name: 'a submit that never got through is read back, and then submitted again',
  events: 3,
  fate: { kind: 'drop', when: 'before' },
};

let testbed: Testbed;
const verdicts = new Verdicts(() => testbed);
const judged = new Map<Doubt, Promise<Judged>>();

beforeAll(async () => {
  // Long enough for all but the job that never ends, also on a machine that is busy.
  testbed = await Testbed.start('doubts', { LANES: '2', PINGONE_JOB_DEADLINE_MS: '20000' });
  for (const doubt of [...DOUBTS, OVERDUE, UNSENT]) {
    const { fate, events } = doubt;
    const submitted = await verdicts.submitted(verdicts.events(events, 2), { fate });
    judged.set(doubt, submitted.judged);
    // Its own case says what went wrong with it.
    submitted.judged.catch(() => undefined);
  }
});

afterAll(() => testbed[Symbol.asyncDispose]());

describe('in doubt,', () => {
  it.each(DOUBTS)('$name', async (doubt) => {
    const { outcomes } = await (judged.get(doubt) as Promise<Judged>);
    expect(outcomes.map(oathStep)).toEqual(all(doubt.events, doubt.step));
  });

  it(OVERDUE.name, async () => {
    const { outcomes } = await (judged.get(OVERDUE) as Promise<Judged>);
    expect(outcomes).toEqual(
      all(1, {
        status: 'failed',
        revoked: 0,
        remaining: 2,
        failure: expect.objectContaining({ code: 'job-deadline-exceeded' }),
      }),
    );
  });

  it(UNSENT.name, async () => {
    const { outcomes } = await (judged.get(UNSENT) as Promise<Judged>);
    expect(outcomes.map(oathStep)).toEqual(
      all(UNSENT.events, { status: 'done', gone: 2, revoked: 2, countedBy: 'job' }),
    );
  });
});

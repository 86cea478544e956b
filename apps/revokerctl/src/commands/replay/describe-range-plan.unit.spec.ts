import { describe, expect, test } from '@jest/globals';
import { type DescribedPlan, describeRangePlan } from './describe-range-plan.js';

const none = { least: 0, most: 0 };
const plan: DescribedPlan = {
  mode: 'missing',
  ranges: [{ topic: 'in', partition: 3, from: 1_000n, until: 5_000n, gone: 40n }],
  plan: {
    counts: { events: 4_000, settled: 3_981, open: 2, unknown: 12, repeats: 4, undecodable: 1, waiting: 0 },
    carriedOut: 12,
    republished: 0,
    calls: {
      lookups: none,
      jobs: { least: 1, most: 12 },
      polls: { least: 1 },
      readBacks: { least: 0, most: 30 },
      tokenRevocations: { least: 5, most: 5 },
      sessions: none,
    },
  },
  perSecond: 10,
  commands: 1,
};

const text = (more: Partial<DescribedPlan> = {}): string =>
  describeRangePlan({ ...plan, ...more }).join('\n');

describe('the plan of a replay is told', () => {
  test('The plan of a replay is told with what is in the range, what will be done, what it costs, and what is gone', () => {
    expect(text()).toBe(
      [
        'in/3@1000 up to 5000; retention has removed 40 offsets before that: those events can only be published again by their source',
        '',
        '  4,000 events = 12 not known to the ledger + 3,981 settled + 2 open + 4 repeats + 1 that are no events',
        '  12 events will be carried out, what is known is skipped.',
        '  A replay comes late: what is newer than its event will be left, and the outcome says so.',
        '  PingOne: 7 or more calls (1 to 12 OATH jobs, 1 or more polls of them, 0 to 30 to read tokens back, 5 token revocations)',
        '  700 ms or more at 10 requests a second, if live work leaves all of them.',
        '',
      ].join('\n'),
    );
  });

  test('The plan of a replay is told without calls where nothing is carried out', () => {
    const nothing = text({ plan: { ...plan.plan, carriedOut: 0 } });
    expect(nothing).toContain('Nothing will be carried out: all its events are known.');
    expect(nothing).not.toContain('PingOne');
  });

  test('The plan of a replay is told without calls where the settings do not say how the service plans', () => {
    const { calls: _, ...rest } = plan.plan;
    expect(text({ plan: { ...rest, calls: undefined }, perSecond: undefined })).toContain(
      'is not known: PINGONE_ENVIRONMENT_ID is not set.',
    );
  });

  test.each([
    ['republish', '3,981 outcomes will be published again as they were, 12 events carried out.'],
    ['again', '12 events will be carried out; of those that were settled, as the next revision.'],
  ] as const)('in the mode "%s"', (mode, words) => {
    expect(text({ mode, plan: { ...plan.plan, republished: 3_981 } })).toContain(words);
  });

  test('The plan of a replay is told with what is left to its turn', () => {
    const { counts } = plan.plan;
    expect(text({ plan: { ...plan.plan, counts: { ...counts, waiting: 7 } } })).toContain(
      '+ 7 that are yet to be read in their turn',
    );
    expect(text({ plan: { ...plan.plan, carriedOut: 0, counts: { ...counts, waiting: 7 } } })).toContain(
      'Nothing will be carried out: all its events that were read in their turn are known.',
    );
  });
});

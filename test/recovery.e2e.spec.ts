import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KafkaSettings } from '#libs/kafka';
import { callsAt } from './recovery/cases.js';
import { POINTS, type Call, type Point } from './recovery/halt-plan.js';
import { killAtAllPoints, type Recovered } from './recovery/round.js';

const kafka: KafkaSettings = {
  brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'test',
};

/** What the process that comes after can know of the call that was cut off. */
type Known = 'not sent' | 'in doubt' | 'known';

const KNOWN: Readonly<Record<Point, Known>> = {
  'before its write-ahead is committed': 'not sent',
  'after its write-ahead, before the request': 'not sent',
  'with PingOne, before the answer': 'in doubt',
  'after the answer, before anything of it is journaled': 'in doubt',
  'before the answer is committed': 'in doubt',
  'after the answer is committed, before it is published': 'known',
};

const oath = (revoked: number | null, countedBy: string) => ({ requested: 2, revoked, gone: 2, countedBy });

/** The words of the outcome, and how often PingOne did it. A read is simply made again. */
function expected(call: Call, known: Known): Omit<Recovered, 'outcomes' | 'status'> {
  switch (call) {
    case 'submit-oath-job':
      // The event names the tokens: without an answer, nothing shows that they were there.
      return { steps: known === 'in doubt' ? oath(null, 'inferred') : oath(2, 'job'), done: 1 };
    case 'read-oath-job':
      return { steps: oath(2, 'job'), done: 1 };
    case 'read-oath-token':
      return { steps: oath(1, 'read-back'), done: 1 };
    case 'revoke-token':
      // Its access token went with the refresh token: "unsupported" is most likely ours.
      return { steps: [known === 'in doubt' ? 'inferred' : 'confirmed', 'inferred'], done: 1 };
    case 'end-session':
      return { steps: ['session done '], done: 1 };
    case 'end-user-session':
      return { steps: ['user-sessions done 2', 'oath-tokens skipped '], done: 2 };
  }
}

describe('a service that is killed between two durable steps', () => {
  let all: Awaited<ReturnType<typeof killAtAllPoints>>;

  beforeAll(async () => {
    all = await killAtAllPoints(kafka);
  });

  const cases = POINTS.flatMap((point) => callsAt(point).map((call) => ({ point, call })));

  it.each(cases)('$call: one outcome and honest counts when it is killed $point', ({ point, call }) => {
    expect(all.filter((one) => one.point === point && one.call === call)).toEqual([
      { point, call, ...expected(call, KNOWN[point]), status: 'completed', outcomes: 1 },
    ]);
  });
});

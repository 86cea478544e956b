import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KafkaSettings } from '#libs/kafka';
import { CALLS, POINTS, WRITES, type Call, type Point } from './recovery/halt-plan.js';
import { killAt, type Recovered } from './recovery/round.js';

const kafka: KafkaSettings = {
  brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'test',
};

/** Rounds: they mostly wait, but each starts two services. */
const AT_A_TIME = 3;

/** What the process that comes after can know of the call that was cut off. */
type Known = 'not sent' | 'in doubt' | 'known';

const KNOWN: Readonly<Record<Point, Known>> = {
  'before its write-ahead is committed': 'not sent',
  'after its write-ahead, before the request': 'not sent',
  'with PingOne, before the answer': 'in doubt',
  'after the answer, before anything of it is journaled': 'in doubt',
  'before the answer is committed': 'in doubt',
  'after the answer is committed, before anybody is told': 'known',
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
  const rounds = new Map<Point, Promise<ReadonlyMap<Call, Recovered>>>();

  beforeAll(() => {
    const tracks = new Map<number, Promise<unknown>>();
    for (const [n, point] of POINTS.entries()) {
      const track = n % AT_A_TIME;
      const round = (tracks.get(track) ?? Promise.resolve()).then(() => killAt(point, kafka));
      // Its own cases say what went wrong with it; the others go on.
      tracks.set(
        track,
        round.catch(() => undefined),
      );
      rounds.set(point, round);
    }
  });

  afterAll(async () => {
    await Promise.allSettled(rounds.values());
  }, 300_000);

  const cases = POINTS.flatMap((point) =>
    (KNOWN[point] === 'not sent' || point.startsWith('with') ? WRITES : CALLS).map((call) => ({
      point,
      call,
    })),
  );

  it.each(cases)(
    '$call: one outcome and honest counts when it is killed $point',
    async ({ point, call }) => {
      const recovered = await rounds.get(point);
      expect(recovered?.get(call)).toEqual({
        ...expected(call, KNOWN[point]),
        status: 'completed',
        outcomes: 1,
      });
    },
    300_000,
  );
});

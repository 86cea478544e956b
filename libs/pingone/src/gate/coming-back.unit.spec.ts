import { describe, expect, it } from '@jest/globals';
import { DOWN, GateFixture, SERVED } from '../../test/gate-fixture.js';
import { mostInAnySecond } from '../../test/most-in-any-second.js';
import { mulberry32 } from '../../test/limiting-pingone.js';
import type { Operation } from '../operations.js';
import type { CallReport, ClosingReason } from './call-report.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LATENCY_MS = 50;

const OPERATIONS: readonly Operation[] = [
  'submit-oath-job',
  'read-oath-job',
  'read-oath-token',
  'list-devices',
  'list-sessions',
  'end-session',
];

interface Outage {
  readonly waiting: number;
  readonly operations: number;
  readonly lastsMs: number;
  readonly reason?: ClosingReason;
  readonly seed: number;
}

interface Seen {
  /** From the end of the outage to the first call that was served. */
  readonly firstServedMs: number;
  /** Requests during the outage. */
  readonly requests: number;
  /** Of one scope, once those that were under way at the beginning have come back. */
  readonly mostInASecond: number;
}

async function outage({ waiting, operations, lastsMs, reason = 'unavailable', seed }: Outage): Promise<Seen> {
  const random = mulberry32(seed);
  const fixture = new GateFixture({ requestsPerSecond: 50, requestsInFlight: 10, random });
  const starts = new Map<Operation, number[]>(OPERATIONS.map((operation) => [operation, []]));
  const served: number[] = [];
  const down: CallReport = reason === 'unavailable' ? DOWN : { kind: 'unserved', reason };
  // Ends between two probes, wherever that is.
  const endsAt = lastsMs + Math.floor(random() * 3000);
  for (let call = 0; call < waiting; call++) {
    const operation = OPERATIONS[call % operations] ?? 'end-session';
    const answer = (): CallReport => (fixture.clock.monotonic() < endsAt ? down : SERVED);
    void fixture
      .callUntilServed(answer, { lastsMs: LATENCY_MS, overrides: { operation } }, (at) =>
        starts.get(operation)?.push(at),
      )
      .then(() => served.push(fixture.clock.monotonic()));
  }
  await fixture.clock.advance(endsAt + 6 * SECOND);
  fixture.controller.abort();
  const during = [...starts.values()].map((times) => times.filter((at) => at < endsAt));
  return {
    firstServedMs: (served[0] ?? Infinity) - endsAt,
    requests: during.flat().length,
    mostInASecond: Math.max(...during.map((times) => mostInAnySecond(times.filter((at) => at > 2 * SECOND)))),
  };
}

describe('after an outage', () => {
  const cases: readonly (readonly [name: string, within: number, outage: Omit<Outage, 'seed'>])[] = [
    ['a second', 2 * SECOND, { lastsMs: SECOND, waiting: 200, operations: 1 }],
    ['ten seconds', 2 * SECOND, { lastsMs: 10 * SECOND, waiting: 300, operations: 1 }],
    ['ten seconds of everything', 2 * SECOND, { lastsMs: 10 * SECOND, waiting: 300, operations: 6 }],
    ['a minute', 2 * SECOND, { lastsMs: MINUTE, waiting: 1000, operations: 1 }],
    ['a minute of everything', 2 * SECOND, { lastsMs: MINUTE, waiting: 1000, operations: 6 }],
    [
      'a minute of refused credentials',
      2 * SECOND,
      { lastsMs: MINUTE, waiting: 1000, operations: 6, reason: 'credentials-refused' },
    ],
    [
      'a minute without the permission',
      2 * SECOND,
      { lastsMs: MINUTE, waiting: 1000, operations: 2, reason: 'permission-denied' },
    ],
    ['an hour', 5 * SECOND, { lastsMs: HOUR, waiting: 12_000, operations: 1 }],
    ['an hour of everything', 5 * SECOND, { lastsMs: HOUR, waiting: 12_000, operations: 6 }],
  ];

  it.each(cases)(
    'of %s the first call is served within %i ms, at a tenth of a request for each that waited',
    async (_name, within, what) => {
      for (const seed of [1, 2, 3]) {
        const { firstServedMs, requests, mostInASecond } = await outage({ ...what, seed });
        expect(firstServedMs).toBeLessThanOrEqual(within);
        expect(requests).toBeLessThanOrEqual(what.waiting / 10);
        expect(mostInASecond).toBeLessThanOrEqual(1);
      }
    },
    120_000,
  );

  it('of a minute the first call is served within two seconds even where few were made, and failed before', async () => {
    const fixture = new GateFixture();
    const isDown = (): boolean => {
      const now = fixture.clock.monotonic();
      return now < 30 * MINUTE || (now >= 31 * MINUTE && now < 32 * MINUTE);
    };
    const answer = (): CallReport => (isDown() ? DOWN : SERVED);
    const first = fixture.callUntilServed(answer);
    await fixture.clock.advance(31 * MINUTE + 1);
    await first;
    void fixture.callUntilServed(answer).then(() => ends.push(fixture.clock.monotonic()));
    const ends: number[] = [];
    await fixture.clock.advance(MINUTE + 2 * SECOND);
    expect(ends).toHaveLength(1);
  });
});

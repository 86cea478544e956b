import { describe, expect, it } from '@jest/globals';
import { GateFixture } from '../../test/gate-fixture.js';
import { LimitingPingOne, type Limits, type Traffic } from '../../test/limiting-pingone.js';

const SECONDS = 60;

/** As much as the gate lets through in a minute. */
async function minute(requestsPerSecond: number, limits: Limits): Promise<Traffic> {
  const fixture = new GateFixture({ requestsPerSecond, requestsInFlight: 2 * requestsPerSecond });
  const pingone = new LimitingPingOne(fixture, limits);
  for (let client = 0; client < requestsPerSecond; client++) {
    void pingone.client();
  }
  await fixture.clock.advance(SECONDS * 1000);
  fixture.controller.abort();
  return pingone.traffic;
}

function refusedShare({ served, refused }: Traffic): number {
  return refused / (served + refused);
}

describe('three of a hundred requests refused at random', () => {
  it.each([
    [12, 1],
    [50, 2],
    [50, 3],
    [200, 4],
  ])(
    'leave four fifths of %i requests a second (seed %i)',
    async (rate, seed) => {
      const clean = await minute(rate, { latencyMs: 100, seed });
      const noisy = await minute(rate, { latencyMs: 100, seed, refusedShare: 0.03 });
      expect(clean.refused).toBe(0);
      expect(noisy.refused).toBeGreaterThan(0);
      expect(noisy.served / clean.served).toBeGreaterThanOrEqual(0.8);
    },
    120_000,
  );
});

describe('another client that leaves 38 of 60 requests a second', () => {
  it.each([
    [30, 1],
    [100, 2],
    [400, 3],
  ])(
    'leaves us 85 % of them at %i ms, and one request in twenty is refused at most (seed %i)',
    async (latencyMs, seed) => {
      const limits = { latencyMs, seed, requestsPerSecond: 60, rivalPerSecond: 22 };
      const traffic = await minute(60, limits);
      expect(traffic.served / SECONDS / 38).toBeGreaterThanOrEqual(0.85);
      expect(refusedShare(traffic)).toBeLessThanOrEqual(0.05);
    },
    120_000,
  );

  it('costs nothing once it has gone', async () => {
    const fixture = new GateFixture({ requestsPerSecond: 60, requestsInFlight: 60 });
    const limits = { latencyMs: 50, seed: 1, requestsPerSecond: 60 };
    const crowded = new LimitingPingOne(fixture, { ...limits, rivalPerSecond: 22 });
    const alone = new LimitingPingOne(fixture, limits);
    const during = fixture.pause(30_000);
    const clients = Array.from({ length: 60 }, () => crowded.client());
    await fixture.passing(during);
    expect(fixture.gate.budget().permittedRate).toBeLessThan(45);
    fixture.controller.abort();
    await Promise.all(clients.map((client) => fixture.passing(client)));
    fixture.renew();
    for (let client = 0; client < 60; client++) {
      void alone.client();
    }
    await fixture.clock.advance(45_000);
    fixture.controller.abort();
    expect(fixture.gate.budget().permittedRate).toBe(60);
  }, 120_000);
});

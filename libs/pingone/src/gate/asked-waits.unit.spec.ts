import { describe, expect, it } from '@jest/globals';
import { GateFixture, SERVED } from '../../test/gate-fixture.js';
import { askedWaits, decodeAskedWaits, encodeAskedWaits } from './asked-waits.js';

describe('what waits because PingOne asked for it', () => {
  it('is nothing where it asked for nothing', async () => {
    const { gate } = new GateFixture();
    expect(askedWaits(gate)).toEqual([]);
    expect(encodeAskedWaits([])).toBeUndefined();
  });

  it('is a scope or a whole budget, with its end, and can be told in a line', async () => {
    const fixture = new GateFixture({ rateGroups: { users: 10 } });
    await fixture.passing(
      fixture.call({ kind: 'limited', retryAfterMs: 5000 }, { operation: 'list-devices' }),
    );
    await fixture.passing(fixture.call(SERVED));
    await fixture.passing(
      fixture.call(
        { kind: 'limited', retryAfterMs: 3_600_000 },
        { operation: 'revoke-token', clientId: 'a1' },
      ),
    );
    const waits = askedWaits(fixture.gate);
    expect(waits.map(({ what }) => what.split(':')[0])).toEqual(['revoke-token', 'budget users']);
    expect(waits[1]?.until).toBe('2026-01-01T00:00:05.000Z');
    expect(decodeAskedWaits(encodeAskedWaits(waits) ?? '')).toEqual(waits);
  });

  it.each(['', ';', 'a', 'a=', '=2026-01-01T00:00:00Z', 'a=soon'])('cannot be read from %j', (text) => {
    expect(decodeAskedWaits(text)).toEqual([]);
  });
});

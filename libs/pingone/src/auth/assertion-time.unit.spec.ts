import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../http/exchange.js';
import { problemOfAssertion } from './assertion-time.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const time = { issuedAt: NOW, expiresAt: NOW + 5 * MINUTE };

function answeredAt(date: string | undefined): Exchange {
  return { kind: 'answered', status: 500, body: '', ...(date !== undefined && { date }) };
}

const serverAhead = (ms: number): Exchange => answeredAt(new Date(NOW + ms).toUTCString());

describe("an assertion, by the server's clock", () => {
  it.each([-MINUTE, 0, 4 * MINUTE, 5 * MINUTE])('that is %i ms ahead of ours is good', (ms) => {
    expect(problemOfAssertion(time, serverAhead(ms))).toBeUndefined();
  });

  it('has expired where that is ahead of its life', () => {
    expect(problemOfAssertion(time, serverAhead(6 * MINUTE))).toEqual({
      kind: 'expired',
      note: 'by its clock, 360 s ahead of ours, our assertion has expired',
    });
  });

  it('is of the future where that is behind', () => {
    expect(problemOfAssertion(time, serverAhead(-2 * MINUTE))).toEqual({
      kind: 'not-yet-valid',
      note: 'by its clock, 120 s behind ours, our assertion is of the future',
    });
  });

  it.each<[string, Exchange]>([
    ['does not tell', answeredAt(undefined)],
    ['tells nonsense', answeredAt('tomorrow')],
    ['was not asked', { kind: 'not-sent' }],
  ])('is not judged where the server %s, nor without an assertion', (_how, exchange) => {
    expect(problemOfAssertion(time, exchange)).toBeUndefined();
    expect(problemOfAssertion(undefined, serverAhead(MINUTE * 60))).toBeUndefined();
  });
});

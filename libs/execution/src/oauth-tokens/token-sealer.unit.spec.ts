import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '#libs/redaction';
import { TokenSealer } from './token-sealer.js';

const key = (byte: number): Secret => new Secret(Buffer.alloc(32, byte).toString('base64'));
const sealWith = (sealer: TokenSealer, token: string, boundTo = 't/0/1'): string =>
  sealer.seal(token, boundTo) ?? '';

describe(TokenSealer.name, () => {
  it('opens what it sealed, whatever the token', () => {
    const sealer = new TokenSealer([key(1)]);
    fc.assert(
      fc.property(fc.string(), (token) => {
        expect(sealer.open(sealWith(sealer, token), 't/0/1')?.reveal()).toBe(token);
      }),
    );
  });

  it('never seals the same token to the same text, so that two texts cannot be compared', () => {
    const sealer = new TokenSealer([key(1)]);
    expect(sealWith(sealer, 'token')).not.toBe(sealWith(sealer, 'token'));
  });

  it('opens with every key and seals with the first: rotation needs no outage', () => {
    const sealedBefore = sealWith(new TokenSealer([key(1)]), 'token');
    const rotated = new TokenSealer([key(2), key(1)]);
    expect(rotated.open(sealedBefore, 't/0/1')?.reveal()).toBe('token');
    expect(new TokenSealer([key(1)]).open(sealWith(rotated, 'token'), 't/0/1')).toBeUndefined();
  });

  it('seals nothing without a key', () => {
    expect(new TokenSealer([]).seal('token', 't/0/1')).toBeUndefined();
  });

  it.each([
    ['moved to another record', (sealed: string) => sealed, 't/0/2'],
    ['altered', (sealed: string) => sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA'), 't/0/1'],
    ['cut', (sealed: string) => sealed.slice(0, 20), 't/0/1'],
    ['not one of ours', () => 'eyJhbGciOiJub25lIn0.e30.', 't/0/1'],
  ])('does not open what was %s', (_, change, boundTo) => {
    const sealer = new TokenSealer([key(1)]);
    expect(sealer.open(change(sealWith(sealer, 'token')), boundTo)).toBeUndefined();
  });
});

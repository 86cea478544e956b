import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { NameIndex } from './name-index.js';

describe(NameIndex.name, () => {
  test('The index tells of each name the records that mention it, the latest first', () => {
    const index = new NameIndex(() => 0n);
    index.add('ada', 1n);
    index.add('bob', 2n);
    index.add('ada', 3n);
    expect([index.offsetsOf('ada'), index.offsetsOf('bob'), index.offsetsOf('eve')]).toEqual([
      [3n, 1n],
      [2n],
      [],
    ]);
  });

  test('The index loses no mention while it grows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 2_000, maxLength: 5_000 }), (mentions) => {
        const index = new NameIndex(() => 0n);
        mentions.forEach((name, offset) => index.add(`name-${name}`, BigInt(offset)));
        const seventh = mentions.flatMap((name, offset) => (name === 7 ? [BigInt(offset)] : []));
        expect(index.offsetsOf('name-7')).toEqual(seventh.reverse());
      }),
      { numRuns: 10 },
    );
  });

  test('The index drops what the ledger has forgotten, instead of growing for ever', () => {
    let oldest = 0n;
    const index = new NameIndex(() => oldest);
    for (let offset = 0n; offset < 100_000n; offset += 1n) {
      oldest = offset > 1_000n ? offset - 1_000n : 0n;
      index.add(`name-${offset}`, offset);
    }
    expect(index.offsetsOf('name-99999')).toEqual([99_999n]);
    expect(index.offsetsOf('name-7')).toEqual([]);
    expect(index.bytes).toBeLessThan(100_000);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { SettledIndex, type Settled } from './settled-index.js';
import { uuidOfWords } from '../format/uuid-words.js';

const idOf = (n: number) => uuidOfWords([n >>> 0, Math.imul(n, 0x9e37_79b1) >>> 0, 7, (n * 31) >>> 0]);
const fingerprintOf = (n: number) => n.toString(16).padStart(16, '0');

type Step =
  | { readonly kind: 'add'; readonly n: number; readonly fingerprint: number }
  | { readonly kind: 'delete'; readonly n: number }
  | { readonly kind: 'expire'; readonly before: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('add' as const), n: fc.nat(3000), fingerprint: fc.nat() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), n: fc.nat(3000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), before: fc.nat(4000) }) },
  ),
  { maxLength: 2500, size: 'max' },
);

describe(SettledIndex.name, () => {
  test('whatever comes and goes, it remembers what a map would', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const index = new SettledIndex();
        const model = new Map<string, { settled: Settled; at: number }>();
        history.forEach((step, at) => {
          if (step.kind === 'add') {
            const fingerprint = fingerprintOf(step.fingerprint);
            index.add(idOf(step.n), fingerprint, BigInt(at), at * 1000 + 1000);
            model.delete(idOf(step.n));
            model.set(idOf(step.n), { settled: { fingerprint, ledgerOffset: BigInt(at) }, at });
          } else if (step.kind === 'delete') {
            index.delete(idOf(step.n));
            model.delete(idOf(step.n));
          } else {
            const expected = [...model].filter(([, { at: added }]) => added < step.before).map(([id]) => id);
            expect(index.settledBefore(step.before * 1000 + 1000, 10_000)).toEqual(expected);
          }
        });
        expect(index.size).toBe(model.size);
        const ids = Array.from({ length: 3001 }, (_, n) => idOf(n));
        const remembered = ids.map((id) => [id, index.get(id)]);
        const expected = ids.map((id) => [id, model.get(id)?.settled]);
        expect(remembered).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  test('a million entries take less than 80 MB', () => {
    const index = new SettledIndex();
    for (let n = 0; n < 1_000_000; n++) {
      index.add(idOf(n), fingerprintOf(n), BigInt(n), 1_700_000_000_000 + n);
    }
    expect(index.size).toBe(1_000_000);
    expect(index.bytes).toBeLessThan(80 * 1024 * 1024);
    expect(index.get(idOf(765_432))).toEqual({ fingerprint: fingerprintOf(765_432), ledgerOffset: 765_432n });
  });

  test('forgetting the oldest all the time does not make it grow', () => {
    const index = new SettledIndex();
    for (let n = 0; n < 20_000; n++) {
      index.add(idOf(n), fingerprintOf(n), BigInt(n), n * 1000 + 1000);
      index.settledBefore((n - 500) * 1000, 10).forEach((id) => index.delete(id));
    }
    expect(index.bytes).toBeLessThan(100_000);
  });

  test('keeps 64 bits of a longer fingerprint', () => {
    const index = new SettledIndex();
    index.add(idOf(1), 'ffeeddccbbaa99887766554433221100', 12n, 1_700_000_000_000);
    expect(index.get(idOf(1))).toEqual({ fingerprint: 'ffeeddccbbaa9988', ledgerOffset: 12n });
  });
});

import { createRequire } from 'node:module';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { AbortedTransaction } from '../protocol/fetch.js';
import { marker, storedBatch } from './batches.fixture.spec.js';
import { decodeRecordSet } from './record-set.js';

type Step = { readonly producer: bigint; readonly what: 'write' | 'commit' | 'abort' };

interface Log {
  readonly batches: Buffer;
  readonly aborted: readonly AbortedTransaction[];
  readonly committed: readonly string[];
}

/** What a broker makes of producers whose transactions interleave. `aborted` is in the order of their markers, as brokers list it. */
function logOf(steps: readonly Step[]): Log {
  const open = new Map<bigint, { first: bigint; values: string[] }>();
  const batches: Buffer[] = [];
  const aborted: AbortedTransaction[] = [];
  const committed: string[] = [];
  let offset = 0n;
  for (const { producer, what } of steps) {
    const transaction = open.get(producer);
    if (what === 'write') {
      const value = `${producer}@${offset}`;
      open.set(producer, {
        first: transaction?.first ?? offset,
        values: [...(transaction?.values ?? []), value],
      });
      batches.push(storedBatch({ baseOffset: offset, values: [value], producerId: producer }));
    } else if (transaction) {
      batches.push(marker(offset, producer, what));
      open.delete(producer);
      if (what === 'commit') {
        committed.push(...transaction.values);
      } else {
        aborted.push({ producerId: producer, firstOffset: transaction.first });
      }
    } else {
      continue;
    }
    offset += 1n;
  }
  return { batches: Buffer.concat(batches), aborted, committed };
}

function read({ batches, aborted }: Log): readonly string[] {
  const fetched = { topic: 't', partition: 0, from: 0n, recordSet: batches, abortedTransactions: aborted };
  return decodeRecordSet(fetched).records.map(({ value }) => String(value));
}

/** Two aborting producers: the one that began first ended last, so that the broker's list is not in order of first offsets. */
const INTERLEAVED: readonly Step[] = [
  { producer: 1n, what: 'write' },
  { producer: 2n, what: 'write' },
  { producer: 3n, what: 'write' },
  { producer: 1n, what: 'write' },
  { producer: 2n, what: 'abort' },
  { producer: 1n, what: 'write' },
  { producer: 1n, what: 'abort' },
  { producer: 3n, what: 'commit' },
];

describe('read committed', () => {
  test('of interleaved transactions only the committed one is seen', () => {
    expect(read(logOf(INTERLEAVED))).toEqual(['3@2']);
  });

  test("kafkajs's own filter lets aborted records of the same log through", async () => {
    const require = createRequire(import.meta.url);
    const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (
      decoder: unknown,
    ) => Promise<{ value: Buffer; isControlRecord: boolean }[]>;
    const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => unknown;
    const filter = require('kafkajs/src/consumer/filterAbortedMessages') as (response: {
      messages: readonly unknown[];
      abortedTransactions: readonly { producerId: string; firstOffset: string }[];
    }) => { value: Buffer; isControlRecord: boolean }[];
    const { batches, aborted } = logOf(INTERLEAVED);
    const length = Buffer.alloc(4);
    length.writeInt32BE(batches.length);
    const messages = await decodeMessages(new Decoder(Buffer.concat([length, batches])));
    const abortedTransactions = aborted.map(({ producerId, firstOffset }) => ({
      producerId: String(producerId),
      firstOffset: String(firstOffset),
    }));
    const seen = filter({ messages, abortedTransactions }).filter(({ isControlRecord }) => !isControlRecord);
    expect(seen.map(({ value }) => String(value))).toContain('1@0');
  });

  test('whatever the order of transactions, exactly the committed records are seen', () => {
    const step: fc.Arbitrary<Step> = fc.record({
      producer: fc.bigInt({ min: 1n, max: 5n }),
      what: fc.constantFrom('write', 'write', 'write', 'commit', 'abort'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ended = [
          ...steps,
          ...[1n, 2n, 3n, 4n, 5n].map((producer): Step => ({ producer, what: 'abort' })),
        ];
        const log = logOf(ended);
        expect([...read(log)].sort()).toEqual([...log.committed].sort());
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { Dice } from '../dice.js';
import { batchesIn, cutFor } from './cut-log.js';

function batch(offset: bigint, records: number, attributes = 0x10): Buffer {
  const body = Buffer.alloc(61 + records * 10);
  body.writeBigInt64BE(offset, 0);
  body.writeInt32BE(body.length - 12, 8);
  body.writeUInt16BE(attributes, 21);
  body.writeInt32BE(records, 57);
  return body;
}

const segment = Buffer.concat([batch(0n, 3), batch(3n, 1, 0x30), batch(4n, 2), batch(6n, 1, 0x30)]);

describe('batchesIn', () => {
  it('names every batch of a segment, and tells markers of transactions from records', () => {
    expect(batchesIn(segment)).toEqual([
      { at: 0, bytes: 91, offset: 0n, isMarker: false, records: 3 },
      { at: 91, bytes: 71, offset: 3n, isMarker: true, records: 0 },
      { at: 162, bytes: 81, offset: 4n, isMarker: false, records: 2 },
      { at: 243, bytes: 71, offset: 6n, isMarker: true, records: 0 },
    ]);
  });

  it('leaves out a batch that was not written to its end', () => {
    expect(batchesIn(segment.subarray(0, 200))).toHaveLength(2);
    expect(batchesIn(segment.subarray(0, 30))).toEqual([]);
  });
});

describe('cutFor', () => {
  it('cuts within the batch that has the last record to be lost, so that it is torn', () => {
    const batches = batchesIn(segment);
    for (let seed = 1; seed < 50; seed++) {
      const { at, end, records } = cutFor(batches, 2, new Dice(seed));
      expect({ end, records }).toEqual({ end: 4n, records: 2 });
      expect(at).toBeGreaterThanOrEqual(162);
      expect(at).toBeLessThan(243);
    }
  });

  it('loses whole batches, and so sometimes more than was asked for', () => {
    expect(cutFor(batchesIn(segment), 3, new Dice(1))).toMatchObject({ end: 0n, records: 5 });
  });

  it('refuses to cut more than there is', () => {
    expect(() => cutFor(batchesIn(segment), 6, new Dice(1))).toThrow('There are only 5 records');
  });
});

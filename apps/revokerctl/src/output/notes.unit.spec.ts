import { describe, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { Terminal } from '../cli/terminal.js';
import { sayWhatIsGone } from './notes.js';

function said(...partitions: readonly { asked: bigint; earliest: bigint; end: bigint }[]): string {
  let text = '';
  const keep = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString('utf8');
      done();
    },
  });
  const rangesFrom = (from: (of: (typeof partitions)[number]) => bigint) =>
    partitions.map((each, partition) => ({ topic: 'in', partition, from: from(each), until: each.end }));
  sayWhatIsGone(
    new Terminal(keep, keep),
    rangesFrom(({ asked }) => asked),
    rangesFrom(({ earliest }) => earliest),
  );
  return text;
}

describe('what retention has removed of a range', () => {
  test('What retention has removed of a range is said once, with the number of partitions', () => {
    const begins = { asked: 7n, earliest: 7n, end: 9n };
    expect(said(begins, { asked: 8n, earliest: 5n, end: 9n }, begins)).toBe(
      'Retention has removed what in held before (in 2 of 3 partitions): there may have been more.\n',
    );
  });

  test('What retention has removed of a range is said where nothing at all is left', () => {
    expect(said({ asked: 9n, earliest: 9n, end: 9n })).toContain('in 1 of 1 partitions');
  });

  test('What retention has removed of a range is nothing where the partition still has its first record, or the range begins later', () => {
    expect(said({ asked: 0n, earliest: 0n, end: 9n }, { asked: 6n, earliest: 5n, end: 9n })).toBe('');
  });
});

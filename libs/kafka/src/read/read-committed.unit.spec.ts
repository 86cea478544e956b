import { describe, expect, test } from '@jest/globals';

import type { KafkaRecord } from '../protocol/kafka-record.js';
import type { PartitionAnswer, PartitionRead } from '../protocol/kafka-record.js';
import { readCommitted, type CommittedRange } from './read-committed.js';
import { KafkaError } from '../client/kafka.errors.js';
import type { CommittedSource, OffsetAt } from '../client/client.port.js';

type Script = (offset: bigint, asked: number) => Omit<PartitionAnswer, 'topic' | 'partition'> | KafkaError;

const record = (offset: bigint): KafkaRecord => ({
  topic: 't',
  partition: 0,
  offset,
  timestamp: 0,
  key: null,
  value: null,
  headers: {},
});

const records = (nextOffset: bigint, ...offsets: readonly bigint[]) =>
  ({ kind: 'records', records: offsets.map(record), nextOffset }) as const;

const error = (name: string) => ({ kind: 'error', error: name }) as const;

/** A partition that answers as the script says. */
class ScriptedPartition implements CommittedSource {
  asked = 0;
  refreshes = 0;
  earliest = 0n;

  constructor(private readonly script: Script) {}

  leaderOf(): number {
    return 1;
  }

  async refresh(): Promise<void> {
    this.refreshes += 1;
  }

  async listOffset(_topic: string, _partition: number, at: OffsetAt): Promise<bigint> {
    return at === 'earliest' ? this.earliest : 1_000n;
  }

  async fetch(_node: number, [read]: readonly PartitionRead[]): Promise<readonly PartitionAnswer[]> {
    this.asked += 1;
    const answer = this.script(read?.offset ?? 0n, this.asked);
    if (answer instanceof KafkaError) {
      throw answer;
    }
    return [{ ...answer, topic: 't', partition: 0 } as PartitionAnswer];
  }
}

async function read(
  source: CommittedSource,
  range: Partial<CommittedRange> = {},
): Promise<readonly bigint[]> {
  const signal = new AbortController().signal;
  const offsets: bigint[] = [];
  for await (const chunk of readCommitted(source, {
    topic: 't',
    partition: 0,
    from: 0n,
    until: 5n,
    signal,
    ...range,
  })) {
    expect(chunk.length).toBeGreaterThan(0);
    offsets.push(...chunk.map(({ offset }) => offset));
  }
  return offsets;
}

describe('readCommitted', () => {
  test('ends when the position has reached the end, not before and not after', async () => {
    const source = new ScriptedPartition((offset) => records(offset + 2n, offset, offset + 1n));
    expect(await read(source)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(source.asked).toBe(3);
  });

  test('"nothing came" is not the end', async () => {
    const source = new ScriptedPartition((offset, asked) => (asked < 4 ? records(offset) : records(5n, 4n)));
    expect(await read(source)).toEqual([4n]);
  });

  test('a position that moves without records is progress', async () => {
    const source = new ScriptedPartition((offset) => records(offset + 1n));
    expect(await read(source)).toEqual([]);
  });

  test.each([
    error('NOT_LEADER_OR_FOLLOWER'),
    new KafkaError('UNREACHABLE', ''),
    new KafkaError('NO_ANSWER', ''),
  ])('after a failure it asks where the leader is, and goes on: %s', async (failure) => {
    const source = new ScriptedPartition((_offset, asked) => (asked === 1 ? failure : records(5n, 1n)));
    expect(await read(source)).toEqual([1n]);
    expect(source.refreshes).toBe(1);
  });

  test('an empty range asks nothing', async () => {
    const source = new ScriptedPartition(() => error('OFFSET_OUT_OF_RANGE'));
    expect(await read(source, { from: 5n })).toEqual([]);
    expect(source.asked).toBe(0);
  });

  test('a position before the beginning is out of range at once', async () => {
    const source = new ScriptedPartition(() => error('OFFSET_OUT_OF_RANGE'));
    source.earliest = 3n;
    await expect(read(source)).rejects.toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' });
  });

  test('a position past the end is not believed to be: the broker may be behind', async () => {
    const source = new ScriptedPartition((_offset, asked) =>
      asked < 3 ? error('OFFSET_OUT_OF_RANGE') : records(5n, 4n),
    );
    expect(await read(source)).toEqual([4n]);
  });

  test('without any progress it gives up in the end, and says where', async () => {
    const source = new ScriptedPartition((offset) => records(offset));
    await expect(read(source, { stallMs: 50 })).rejects.toThrow('t/0 stays at 0, before 5: nothing came');
  });

  test('what cannot get better is not tried again', async () => {
    const source = new ScriptedPartition(() => new KafkaError('CREDENTIALS_REFUSED', 'no'));
    await expect(read(source)).rejects.toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(source.asked).toBe(1);
  });

  test('a missing right is named after a while: the broker may only just have started', async () => {
    const granted = new ScriptedPartition((offset, asked) =>
      asked < 3 ? error('TOPIC_AUTHORIZATION_FAILED') : records(5n, offset),
    );
    expect(await read(granted)).toEqual([0n]);
    const refused = new ScriptedPartition(() => error('TOPIC_AUTHORIZATION_FAILED'));
    await expect(read(refused, { refusedMs: 50 })).rejects.toThrow('it needs the right Read on it');
  });

  test('the signal ends it with its reason', async () => {
    const stop = new AbortController();
    const source = new ScriptedPartition((offset) => {
      stop.abort(new Error('lane lost'));
      return records(offset);
    });
    await expect(read(source, { signal: stop.signal })).rejects.toThrow('lane lost');
  });
});

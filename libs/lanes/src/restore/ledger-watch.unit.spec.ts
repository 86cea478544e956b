import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LaneFixture } from '../lane/lane-fixture.fake.spec.js';
import { ledgerWrittenBehind } from './ledger-watch.js';
import { MemoryKafka } from '../lane/memory-kafka.fake.spec.js';

const LANE = 1;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Gives no answer the first time that it is asked where something ends. */
class AwayOnce extends MemoryKafka {
  #looks = 0;

  override async listOffset(...args: Parameters<MemoryKafka['listOffset']>): Promise<bigint> {
    this.#looks += 1;
    if (this.#looks === 1) {
      throw new Error('away');
    }
    return super.listOffset(...args);
  }
}

/** A ledger with a barrier and the marker behind it, and a lane that waits for more. */
async function waiting(kafka = new MemoryKafka()) {
  kafka.create('ledger', LANE + 1);
  const context = new LaneFixture().context({ kafka });
  const transaction = kafka.transaction('lane');
  await transaction.fence();
  const messages = [{ key: 'owner', value: '{}', timestamp: 0 }];
  const ends = await transaction.commit([{ topic: 'ledger', partition: LANE, messages }]);
  const barrier = ends.get(`ledger/${LANE}`) ?? 0n;
  const ended = new AbortController();
  let isOver = false;
  const over = ledgerWrittenBehind(context, LANE, { barrier, signal: ended.signal }).then(() => {
    isOver = true;
  });
  return { kafka, ended, over, isOver: () => isOver };
}

describe('who waits for a repair', () => {
  test('is not woken by the own barrier', async () => {
    const { isOver, ended, over } = await waiting();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(isOver()).toBe(false);
    ended.abort();
    await over;
  });

  test('is woken by whatever is written behind it', async () => {
    const { kafka, isOver } = await waiting();
    kafka.append('ledger', LANE, [{ key: 'x' }]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(isOver()).toBe(true);
  });

  test('asks again where Kafka gave no answer', async () => {
    const { kafka, isOver } = await waiting(new AwayOnce());
    kafka.append('ledger', LANE, [{ key: 'x' }]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(isOver()).toBe(false);
    await jest.advanceTimersByTimeAsync(1000);
    expect(isOver()).toBe(true);
  });
});

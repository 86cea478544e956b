import { describe, expect, test } from '@jest/globals';

import { MemoryBroker } from './memory-broker.fake.spec.js';
import { TransactionError } from './transaction.errors.js';
import { Transaction, type PartitionMessages } from './transaction.js';

const messages = (partition: number, ...values: readonly string[]): PartitionMessages => ({
  topic: 't',
  partition,
  messages: values.map((value) => ({ key: value, value, timestamp: 1 })),
});

async function fenced(
  budgetMs = 300,
): Promise<{ broker: MemoryBroker; transaction: Transaction; stop: AbortController }> {
  const broker = new MemoryBroker();
  const stop = new AbortController();
  const transaction = new Transaction(broker, 'lane-0', { timeoutMs: 1_000, budgetMs, signal: stop.signal });
  await transaction.fence();
  return { broker, transaction, stop };
}

async function failureOf(promise: Promise<unknown>): Promise<Partial<TransactionError>> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransactionError);
  const { kind, code, place } = error as TransactionError;
  return { kind, code, ...(place && { place }) };
}

describe('Transaction', () => {
  test('commits to several partitions at once, and says where its records end', async () => {
    const { broker, transaction } = await fenced();
    const ends = await transaction.commit([messages(0, 'a', 'b'), messages(1, 'c')]);
    expect(ends).toEqual(new Map([['t/0', 2n], ['t/1', 1n]])); // prettier-ignore
    expect([broker.seen('t/0'), broker.seen('t/1')]).toEqual([['a', 'b'], ['c']]);
  });

  test('aborts what lands before the known end of its partition: that has lost records', async () => {
    const { broker, transaction } = await fenced();
    await transaction.commit([{ ...messages(0, 'a', 'b'), notBefore: 0n }, messages(1, 'c')]);
    const late = transaction.commit([{ ...messages(0, 'd'), notBefore: 3n }, messages(1, 'e')]);
    const place = { topic: 't', partition: 0, index: 1 };
    expect(await failureOf(late)).toEqual({ kind: 'truncated', code: 'BELOW_KNOWN_END', place });
    expect([broker.seen('t/0'), broker.seen('t/1')]).toEqual([['a', 'b'], ['c']]);
    expect(await failureOf(transaction.commit([messages(1, 'f')]))).toMatchObject({ code: 'NOT_FENCED' });
  });

  test('takes a sequence number out of order for lost records, also where the abort gets no answer', async () => {
    const { broker, transaction } = await fenced();
    broker.trouble('Produce t/1', 'OUT_OF_ORDER_SEQUENCE_NUMBER');
    broker.trouble('EndTxn', 'NO_ANSWER');
    const failure = await failureOf(transaction.commit([messages(0, 'a'), messages(1, 'b')]));
    const place = { topic: 't', partition: 1, index: 0 };
    expect(failure).toEqual({ kind: 'truncated', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER', place });
    expect(broker.seen('t/0')).toEqual([]);
  });

  test('asks nothing of Kafka where there is nothing to write', async () => {
    const { broker, transaction } = await fenced();
    const before = broker.asked.length;
    expect(await transaction.commit([messages(0)])).toEqual(new Map());
    expect(broker.asked).toHaveLength(before);
  });

  test.each([
    ['InitProducerId', 'CONCURRENT_TRANSACTIONS'],
    ['InitProducerId', 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['FindCoordinator', 'COORDINATOR_NOT_AVAILABLE'],
    ['FindCoordinator', 'NO_ANSWER'],
    ['AddPartitionsToTxn', 'CONCURRENT_TRANSACTIONS'],
    ['AddPartitionsToTxn', 'NOT_COORDINATOR'],
    ['AddPartitionsToTxn', 'UNREACHABLE'],
    ['Produce', 'UNREACHABLE'],
    ['Produce t/0', 'NOT_ENOUGH_REPLICAS'],
    ['Produce t/0', 'NOT_LEADER_OR_FOLLOWER'],
    ['Produce t/0', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['EndTxn', 'CONCURRENT_TRANSACTIONS'],
    ['EndTxn', 'COORDINATOR_NOT_AVAILABLE'],
    ['EndTxn', 'UNREACHABLE'],
  ])('a definite "not now" is asked again: %s, %s', async (request, trouble) => {
    const { broker, transaction } = await fenced();
    broker.trouble(request, trouble, trouble);
    if (request === 'InitProducerId' || request === 'FindCoordinator') {
      await transaction.fence();
    }
    await transaction.commit([messages(0, 'a')]);
    expect(broker.seen('t/0')).toEqual(['a']);
  });

  test('what was appended but not replicated in time is not appended twice', async () => {
    const { broker, transaction } = await fenced();
    broker.trouble('Produce t/0', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    const ends = await transaction.commit([messages(0, 'a')]);
    expect([broker.seen('t/0'), ends.get('t/0')]).toEqual([['a'], 1n]);
  });

  test('follows a leader that moves, with the same sequence', async () => {
    const { broker, transaction } = await fenced();
    await transaction.commit([messages(0, 'a')]);
    broker.lead('t/0', 3);
    await transaction.commit([messages(0, 'b'), messages(1, 'c')]);
    expect([broker.seen('t/0'), broker.seen('t/1')]).toEqual([['a', 'b'], ['c']]);
    expect(broker.log.map(({ sequence }) => sequence)).toEqual([0, 0, 1]);
  });

  test.each([
    ['AddPartitionsToTxn', 'INVALID_PRODUCER_EPOCH'],
    ['Produce t/0', 'INVALID_PRODUCER_EPOCH'],
    ['EndTxn', 'INVALID_PRODUCER_EPOCH'],
    ['EndTxn', 'PRODUCER_FENCED'],
  ])('being fenced is told apart: %s, %s', async (request, trouble) => {
    const { broker, transaction } = await fenced();
    broker.trouble(request, trouble);
    expect(await failureOf(transaction.commit([messages(0, 'a')]))).toEqual({
      kind: 'fenced',
      code: trouble,
    });
    expect(broker.seen('t/0')).toEqual([]);
  });

  test('an id that Kafka forgot is no sign of another owner', async () => {
    const { broker, transaction } = await fenced();
    broker.trouble('AddPartitionsToTxn', 'INVALID_PRODUCER_ID_MAPPING');
    expect(await failureOf(transaction.commit([messages(0, 'a')]))).toMatchObject({ kind: 'expired' });
    await transaction.fence();
    await transaction.commit([messages(0, 'b')]);
    expect(broker.seen('t/0')).toEqual(['b']);
  });

  test.each(['AddPartitionsToTxn', 'Produce t/0'])('a refusal names its topic: %s', async (request) => {
    const { broker, transaction } = await fenced();
    broker.trouble(request, 'TOPIC_AUTHORIZATION_FAILED');
    await expect(transaction.commit([messages(0, 'a')])).rejects.toMatchObject({ topic: 't' });
  });

  test('a request that the broker does not speak is named in what a transaction fails with', async () => {
    const { broker, transaction } = await fenced();
    broker.trouble('AddPartitionsToTxn', 'UNSUPPORTED_BROKER');
    await expect(transaction.commit([messages(0, 'a')])).rejects.toMatchObject({
      kind: 'definite',
      message: expect.stringContaining('as the test wants it'),
    });
  });

  test.each([
    ['AddPartitionsToTxn', 'NO_ANSWER'],
    ['Produce', 'NO_ANSWER'],
    ['EndTxn', 'NO_ANSWER'],
    ['EndTxn', 'INVALID_TXN_STATE'],
    ['EndTxn', 'UNKNOWN_SERVER_ERROR'],
    ['EndTxn', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    ['Produce', 'UNSUPPORTED_BROKER'],
  ])(
    'what is not known to be undone is indefinite, and never asked again: %s, %s',
    async (request, trouble) => {
      const { broker, transaction } = await fenced();
      broker.trouble(request, trouble);
      expect(await failureOf(transaction.commit([messages(0, 'a')]))).toMatchObject({ kind: 'indefinite' });
      const api = request.split(' ')[0];
      expect(broker.asked.filter((each) => each === api)).toHaveLength(1);
    },
  );

  test.each(['AddPartitionsToTxn', 'Produce t/0', 'EndTxn'])(
    'a "not now" that lasts longer than the budget is indefinite: %s',
    async (request) => {
      const { broker, transaction } = await fenced(40);
      broker.trouble(request, ...Array<string>(100).fill('NOT_ENOUGH_REPLICAS'));
      const failure = await failureOf(transaction.commit([messages(0, 'a')]));
      expect(failure).toEqual({ kind: 'indefinite', code: 'NOT_ENOUGH_REPLICAS' });
    },
  );

  test('after an indefinite error nothing is written before the next fence', async () => {
    const { broker, transaction } = await fenced();
    broker.trouble('EndTxn', 'NO_ANSWER');
    await failureOf(transaction.commit([messages(0, 'a')]));
    expect(await failureOf(transaction.commit([messages(0, 'b')]))).toEqual({
      kind: 'indefinite',
      code: 'NOT_FENCED',
    });
    expect((await transaction.fence()).epoch).toBe(1);
    await transaction.commit([messages(0, 'c')]);
    expect([broker.seen('t/0'), broker.log.at(-1)?.epoch]).toEqual([['c'], 1]);
  });

  test('a message that Kafka will never take fails alone: its place is named, nothing is seen, the epoch stays good', async () => {
    const { broker, transaction } = await fenced();
    broker.limit('t/1', 1_000);
    const failure = await failureOf(
      transaction.commit([messages(0, 'a'), messages(1, 'b', 'c', 'x'.repeat(2_000), 'd')]),
    );
    expect(failure).toEqual({
      kind: 'too-large',
      code: 'MESSAGE_TOO_LARGE',
      place: { topic: 't', partition: 1, index: 2 },
    });
    await transaction.commit([messages(0, 'e'), messages(1, 'f')]);
    expect([broker.seen('t/0'), broker.seen('t/1')]).toEqual([['e'], ['f']]);
    expect(broker.asked.filter((each) => each === 'InitProducerId')).toHaveLength(1);
  });

  test('a batch that is too large for its topic is split, not failed', async () => {
    const { broker, transaction } = await fenced();
    broker.limit('t/0', 1_000);
    const values = Array.from({ length: 30 }, (_, i) => `${i}${'x'.repeat(100)}`);
    await transaction.commit([messages(0, ...values)]);
    expect(broker.seen('t/0')).toEqual(values);
  });

  test.each([
    ['AddPartitionsToTxn', 'TOPIC_AUTHORIZATION_FAILED', 'unauthorised'],
    ['Produce t/0', 'TOPIC_AUTHORIZATION_FAILED', 'unauthorised'],
    ['Produce t/0', 'INVALID_RECORD', 'definite'],
  ])('%s, %s is %s, and the transaction may go on', async (request, trouble, kind) => {
    const { broker, transaction } = await fenced();
    broker.trouble(request, trouble);
    expect(await failureOf(transaction.commit([messages(0, 'a'), messages(1, 'b')]))).toEqual({
      kind,
      code: trouble,
    });
    await transaction.commit([messages(0, 'c')]);
    expect([broker.seen('t/0'), broker.seen('t/1')]).toEqual([['c'], []]);
  });

  test('an abort that fails makes a definite refusal indefinite', async () => {
    const { broker, transaction } = await fenced();
    broker.trouble('Produce t/0', 'INVALID_RECORD');
    broker.trouble('EndTxn', 'NO_ANSWER');
    expect(await failureOf(transaction.commit([messages(0, 'a')]))).toEqual({
      kind: 'indefinite',
      code: 'NO_ANSWER',
    });
  });

  test('the signal ends all waiting', async () => {
    const { broker, transaction, stop } = await fenced(60_000);
    broker.trouble('EndTxn', ...Array<string>(1_000).fill('COORDINATOR_NOT_AVAILABLE'));
    const committing = failureOf(transaction.commit([messages(0, 'a')]));
    stop.abort();
    expect(await committing).toEqual({ kind: 'indefinite', code: 'ABORTED' });
  });
});

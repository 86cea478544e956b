import { describe, expect, it } from '@jest/globals';
import { KafkaObserver } from './kafka-observer.js';

const text = (value: string): Buffer => {
  const length = Buffer.alloc(2);
  length.writeInt16BE(value.length);
  return Buffer.concat([length, Buffer.from(value)]);
};
const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const frame = (...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
};

const ADD_PARTITIONS = { key: 24, version: 1 };
const INIT_PRODUCER = { key: 22, version: 1 };
const END = { key: 26, version: 1 };
const PRODUCE = { key: 0, version: 7 };
const FETCH = { key: 1, version: 10 };

const asked = (api: { key: number; version: number }, correlationId: number): Buffer =>
  frame(int16(api.key), int16(api.version), int32(correlationId), text('client'), text('group-lane-1'));
const addPartitionsAnswer = (correlationId: number, code: number): Buffer =>
  frame(int32(correlationId), int32(0), int32(1), text('ledger'), int32(1), int32(0), int16(code));
const plainAnswer = (correlationId: number, code: number): Buffer =>
  frame(int32(correlationId), int32(0), int16(code), Buffer.alloc(10));
const produceAnswer = (correlationId: number, ...codes: readonly number[]): Buffer =>
  frame(
    int32(correlationId),
    int32(1),
    text('ledger'),
    int32(codes.length),
    ...codes.flatMap((code, partition) => [int32(partition), int16(code), Buffer.alloc(24)]),
    int32(0),
  );

describe(KafkaObserver.name, () => {
  it('counts a transaction from its first partition to the answer to its end', () => {
    const witness = new KafkaObserver();
    const eye = witness.eye();
    eye.request(asked(ADD_PARTITIONS, 1));
    expect(witness.openTransactions).toBe(1);
    eye.answer(addPartitionsAnswer(1, 0));
    eye.request(asked(END, 2));
    expect(witness.openTransactions).toBe(1);
    eye.answer(plainAnswer(2, 0));
    expect(witness.openTransactions).toBe(0);
  });

  it('sees who took a lane', () => {
    const witness = new KafkaObserver();
    const eye = witness.eye();
    eye.request(asked(INIT_PRODUCER, 1));
    eye.answer(plainAnswer(1, 0));
    expect(witness.taken).toMatchObject([{ clientId: 'client', transactionalId: 'group-lane-1' }]);
  });

  it.each([
    { api: 'AddPartitionsToTxn', request: ADD_PARTITIONS, answer: addPartitionsAnswer(1, 47) },
    { api: 'EndTxn', request: END, answer: plainAnswer(1, 90) },
    { api: 'Produce', request: PRODUCE, answer: produceAnswer(1, 0, 47) },
  ])('sees a write that was fenced off at $api', ({ api, request, answer }) => {
    const witness = new KafkaObserver();
    const eye = witness.eye();
    eye.request(asked(request, 1));
    eye.answer(answer);
    expect(witness.fenced).toMatchObject([{ api, clientId: 'client', transactionalId: 'group-lane-1' }]);
  });

  it('takes other errors and other requests for what they are', () => {
    const witness = new KafkaObserver();
    const eye = witness.eye();
    eye.request(asked(FETCH, 1));
    eye.answer(plainAnswer(1, 47));
    eye.request(asked(END, 2));
    eye.answer(plainAnswer(2, 51));
    expect(witness.fenced).toEqual([]);
  });

  it('reads frames however they are cut', () => {
    const witness = new KafkaObserver();
    const eye = witness.eye();
    const requests = Buffer.concat([asked(ADD_PARTITIONS, 1), asked(END, 2)]);
    const answers = Buffer.concat([addPartitionsAnswer(1, 0), plainAnswer(2, 47)]);
    for (const byte of requests) {
      eye.request(Buffer.from([byte]));
    }
    eye.answer(answers);
    expect(witness.fenced).toMatchObject([{ api: 'EndTxn' }]);
  });
});

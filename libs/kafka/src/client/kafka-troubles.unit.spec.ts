import { beforeEach, describe, expect, it } from '@jest/globals';

import { describeTrouble, KafkaTroubles } from './kafka-troubles.js';
import { fetchRequest } from '../protocol/fetch.js';
import { produceRequest } from '../protocol/produce.js';
import { endTxnRequest, initProducerIdRequest } from '../protocol/transactions.js';

const NODE = 'b1:9092';
const produce = produceRequest([], { transactionalId: null, ackTimeoutMs: 5_000 });
const identity = { transactionalId: 'g-lane-3', producerId: 7n, epoch: 0 };

describe(KafkaTroubles.name, () => {
  let now: number;
  let throttled: number;
  let troubles: KafkaTroubles;

  beforeEach(() => {
    now = 0;
    throttled = 0;
    const clocks = { wall: () => 1_800_000_000_000 + now, steady: () => now };
    troubles = new KafkaTroubles((ms) => (throttled += ms), clocks);
  });

  const written = (topic: string, error?: string): void => {
    const answer = { topic, partition: 0, baseOffset: 0n, ...(error !== undefined && { error }) };
    troubles.asked(NODE, produce).answered(0, [answer]);
  };

  const said = (): readonly string[] => troubles.current().map(describeTrouble);

  it('has nothing to say of a Kafka that is well', () => {
    written('out');
    troubles.asked(NODE, endTxnRequest(identity, 'commit')).answered(0, {});
    now = 60_000;
    expect(said()).toEqual([]);
  });

  it('names the partitions that have too few replicas in sync, once for all of them', () => {
    for (now = 0; now <= 2_000; now += 200) {
      written('out', 'NOT_ENOUGH_REPLICAS');
      written('ledger', 'NOT_ENOUGH_REPLICAS');
    }
    expect(troubles.current()).toEqual([
      {
        kind: 'not-replicated',
        since: 1_800_000_000_000,
        about: ['ledger/0', 'out/0'],
        codes: ['NOT_ENOUGH_REPLICAS'],
      },
    ]);
    expect(said()).toEqual([
      'Kafka does not take writes to ledger/0, out/0: fewer replicas are in sync than min.insync.replicas asks for (NOT_ENOUGH_REPLICAS)',
    ]);
    written('out');
    written('ledger');
    expect(said()).toEqual([]);
  });

  it('says nothing of what an election looks like, and forgets what is not asked any more', () => {
    written('out', 'NOT_ENOUGH_REPLICAS');
    now = 1_000;
    written('out', 'NOT_ENOUGH_REPLICAS');
    expect(said()).toEqual([]);
    now = 2_500;
    expect(said()).toHaveLength(1);
    now = 11_001;
    expect(said()).toEqual([]);
  });

  it('names a coordinator that does not answer within seconds, before its request has timed out', () => {
    troubles.asked(NODE, initProducerIdRequest('g-lane-3', 12_000));
    now = 2_900;
    expect(said()).toEqual([]);
    now = 3_000;
    expect(said()).toEqual([
      'Kafka at b1:9092 (coordinator of transactions) does not answer (InitProducerId)',
    ]);
  });

  it('goes on naming it while it is asked again, and stops with its first answer', () => {
    const first = troubles.asked(NODE, initProducerIdRequest('g-lane-3', 12_000));
    now = 10_000;
    first.failed('NO_ANSWER');
    now = 12_000;
    const second = troubles.asked(NODE, endTxnRequest(identity, 'commit'));
    expect(said()).toHaveLength(1);
    second.answered(0, {});
    expect(said()).toEqual([]);
  });

  it('gives a long poll the time that it asked for', () => {
    troubles.asked(NODE, fetchRequest([], { maxWaitMs: 5_000, maxBytes: 1 }));
    now = 7_900;
    expect(said()).toEqual([]);
    now = 8_000;
    expect(said()).toEqual(['Kafka at b1:9092 does not answer (Fetch)']);
  });

  it('names a coordinator that answers and cannot act', () => {
    for (now = 0; now <= 2_500; now += 100) {
      troubles
        .asked(NODE, initProducerIdRequest('g-lane-3', 12_000))
        .answered(0, { error: 'COORDINATOR_NOT_AVAILABLE', producerId: -1n, epoch: -1 });
    }
    expect(said()).toEqual([
      expect.stringMatching(/coordinator of g-lane-3 answers, but cannot act \(COORDINATOR_NOT_AVAILABLE\)/),
    ]);
  });

  it('leaves what is refused for good to those who asked', () => {
    troubles.asked(NODE, initProducerIdRequest('g-lane-3', 12_000)).failed('CREDENTIALS_REFUSED');
    now = 5_000;
    expect(said()).toEqual([]);
  });

  it('counts what a quota costs, and says it once that is a second', () => {
    troubles.asked(NODE, produce).answered(400, []);
    expect(said()).toEqual([]);
    troubles.asked(NODE, produce).answered(800, []);
    expect(throttled).toBe(1_200);
    expect(said()).toEqual([
      'Kafka throttles this service by a quota (throttle_time_ms): it is slower than it could be',
    ]);
    now = 10_001;
    expect(said()).toEqual([]);
    troubles.asked(NODE, produce).answered(400, []);
    expect(said()).toEqual([]);
  });
});

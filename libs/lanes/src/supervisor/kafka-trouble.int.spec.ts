import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, describe, test } from '@jest/globals';

import { createMetrics } from '#libs/observability';

import { TestKafka, uniqueName } from '../../../kafka/src/client/test-kafka.fixture.spec.js';
import { recordingLog } from '../problems/recording-log.fake.spec.js';
import type { ProtocolRequest } from '../../../kafka/src/protocol/protocol-request.js';
import { TEST_KAFKA, TestService, until } from './test-service.fake.spec.js';

let kafka: TestKafka;

beforeAll(async () => {
  kafka = await TestKafka.open();
});

afterAll(async () => {
  await kafka.close();
});

const events = (count: number) => Array.from({ length: count }, () => ({ value: randomUUID() }));

/** AlterClientQuotas, which kafkajs does not have; undefined takes the quota away. Answers with the error codes. */
function quotaRequest(
  clientId: string,
  bytesPerSecond: number | undefined,
): ProtocolRequest<readonly number[]> {
  const double = Buffer.alloc(8);
  double.writeDoubleBE(bytesPerSecond ?? 0);
  return {
    ...{ api: 'AlterClientQuotas', key: 49, version: 0 },
    encode: (writer) => {
      writer
        .array([clientId], (entry, name) =>
          entry
            .array(['client-id'], (entity, type) => entity.string(type).string(name))
            .array(['producer_byte_rate'], (op, rate) =>
              op
                .string(rate)
                .int64(double.readBigInt64BE())
                .boolean(bytesPerSecond === undefined),
            ),
        )
        .boolean(false); // validate only
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const answer = reader.array((entry) => {
        const code = entry.int16();
        entry.nullableString();
        entry.array((entity) => [entity.string(), entity.nullableString()]);
        return code;
      });
      return { throttleMs, answer };
    },
  };
}

describe("What Kafka's trouble is", () => {
  test('a quota is named in health, counted, and logged once while it delays us; nothing is lost or repeated by it', async () => {
    await using service = new TestService('quota');
    const clientId = uniqueName('throttled');
    const metrics = createMetrics();
    const log = recordingLog();
    const { runtime } = await service.ready({ kafka: { ...TEST_KAFKA, clientId }, metrics, log });
    const outcomes = service.watch(service.topics.output);
    expect(await kafka.client.askController(quotaRequest(clientId, 2_000))).toEqual([0]);
    await service.publish(events(200));

    await until(
      'it is named',
      () => runtime.health().kafka?.some(({ kind }) => kind === 'throttled') ?? false,
    );
    expect(runtime.health().problem).toContain('Kafka throttles this service by a quota');
    const [counted] = (await metrics.kafkaThrottledSeconds.get()).values;
    expect(counted?.value).toBeGreaterThanOrEqual(1);
    await until('it is logged, once', () => {
      return log.lines.filter((line) => line.startsWith('Kafka throttles')).length === 1;
    });

    expect(await kafka.client.askController(quotaRequest(clientId, undefined))).toEqual([0]);
    await until('all are settled', () => outcomes.length >= 200);
    expect(new Set(outcomes).size).toBe(200);
    expect(outcomes.length).toBe(200);
  });
});

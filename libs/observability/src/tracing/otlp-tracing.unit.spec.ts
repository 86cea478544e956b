import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { attributesOf, TraceReceiver } from '../../../../test/support/trace-receiver.js';
import { openTracing } from './open-tracing.js';
import type { FinishedSpan, Tracing } from './tracing.port.js';

const PRODUCER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const AT = Date.UTC(2026, 0, 1);

let receiver: TraceReceiver;
let tracing: Tracing;

beforeEach(async () => {
  receiver = await TraceReceiver.start();
  tracing = await openTracing(`${receiver.endpoint}/`, 'service');
});

afterEach(async () => {
  await tracing.close();
  await receiver[Symbol.asyncDispose]();
});

const span = (overrides: Partial<FinishedSpan> = {}): FinishedSpan => ({
  name: 'work',
  kind: 'consumer',
  startedAt: AT,
  endedAt: AT + 1500,
  attributes: { 'messaging.system': 'kafka', 'messaging.kafka.offset': 7 },
  ...overrides,
});

describe('A span that is sent by OTLP', () => {
  it('has the ids that others already refer to, below the producer’s', async () => {
    const self = tracing.traceparentOf('1', PRODUCER);
    tracing.record(span({ parent: PRODUCER, ...(self && { self }) }));
    await tracing.close();
    const [sent] = receiver.spans();
    expect(sent).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: self?.split('-')[2],
      parentSpanId: '00f067aa0ba902b7',
      name: 'work',
      kind: 5,
      startTimeUnixNano: String(BigInt(AT) * 1_000_000n),
      endTimeUnixNano: String(BigInt(AT + 1500) * 1_000_000n),
    });
    expect(sent && attributesOf(sent)).toEqual({ 'messaging.system': 'kafka', 'messaging.kafka.offset': 7 });
  });

  it('begins the promised trace if there is no producer', async () => {
    const self = tracing.traceparentOf('1', undefined);
    tracing.record(span({ ...(self && { self }) }));
    await tracing.close();
    expect(receiver.spans().map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`)).toEqual([self]);
    expect(receiver.spans()[0]?.parentSpanId ?? '').toBe('');
  });

  it('has an id of its own, its parent, links and error if it is of a request', async () => {
    const [one, two] = [tracing.traceparentOf('1', PRODUCER), tracing.traceparentOf('2', undefined)];
    if (one === undefined || two === undefined) {
      throw new Error('nothing is traced');
    }
    tracing.record(span({ kind: 'client', parent: one, links: [two], error: '503' }));
    tracing.record(span({ kind: 'client', parent: one }));
    await tracing.close();
    const [failed, fine] = receiver.spans();
    expect(failed).toMatchObject({ parentSpanId: one.split('-')[2], kind: 3, status: { code: 2 } });
    expect(failed?.links).toMatchObject([{ spanId: two.split('-')[2] }]);
    expect(failed && attributesOf(failed)).toMatchObject({ 'error.type': '503' });
    expect(fine?.spanId).not.toBe(failed?.spanId);
  });

  it('is not sent when the producer decided not to sample its trace', async () => {
    tracing.record(span({ parent: PRODUCER.replace(/01$/, '00') }));
    await tracing.close();
    expect(receiver.spans()).toEqual([]);
  });

  it('delays and fails nothing if its receiver is gone', async () => {
    const lost = await openTracing('http://127.0.0.1:1', 'service');
    lost.record(span());
    await expect(lost.close()).resolves.toBeUndefined();
  });
});

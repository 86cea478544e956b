import { describe, expect, it } from '@jest/globals';
import { readTraceparent, spanOfWork, toTraceparent } from './trace-context.js';

const PRODUCER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('A traceparent', () => {
  it('is read and written as W3C Trace Context says', () => {
    const read = readTraceparent(PRODUCER);
    expect(read).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      flags: 1,
    });
    expect(read && toTraceparent(read)).toBe(PRODUCER);
  });

  it('is read by the known fields if its version is later', () => {
    expect(readTraceparent(PRODUCER.replace(/^00/, '01') + '-more')).toEqual(readTraceparent(PRODUCER));
  });

  it.each([
    undefined,
    '',
    'nonsense',
    PRODUCER.toUpperCase(),
    PRODUCER.replace(/^00/, 'ff'),
    PRODUCER.replace('00f067aa0ba902b7', '0'.repeat(16)),
    PRODUCER.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
  ])('is not %s', (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });
});

describe('The span of a piece of work', () => {
  it('is the same each time, and belongs to the producer’s trace with its decision to sample', () => {
    const span = spanOfWork('work 1', PRODUCER);
    expect(spanOfWork('work 1', PRODUCER)).toEqual(span);
    expect(span).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', flags: 1 });
    expect(span.spanId).not.toBe('00f067aa0ba902b7');
    expect(spanOfWork('work 1', PRODUCER.replace(/01$/, '00')).flags).toBe(0);
  });

  it('differs from that of other work and of a retry', () => {
    expect(spanOfWork('work 2', PRODUCER).spanId).not.toBe(spanOfWork('work 1', PRODUCER).spanId);
  });

  it('begins a trace of its own if there is no producer', () => {
    const span = spanOfWork('work 1', undefined);
    expect(readTraceparent(toTraceparent(span))).toEqual(span);
    expect(span.traceId).not.toContain(span.spanId);
  });
});

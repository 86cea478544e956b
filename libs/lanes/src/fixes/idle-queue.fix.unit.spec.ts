import { describe, expect, test } from '@jest/globals';

import { kafkajsInternals, type KafkajsRequestQueue } from '../kafka/kafkajs-internals.js';
import { applyIdleQueue } from './idle-queue.fix.js';

function queue({ isFixed }: { readonly isFixed: boolean }): KafkajsRequestQueue {
  class Queue extends kafkajsInternals().RequestQueue {}
  if (isFixed) {
    applyIdleQueue(Queue.prototype);
  }
  return new Queue({
    maxInFlightRequests: null,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: 'c',
    broker: 'b',
    logger: { debug: () => undefined },
  });
}

function isArmed(idle: KafkajsRequestQueue): boolean {
  idle.scheduleCheckPendingRequests();
  const armed = idle.throttleCheckTimeoutId !== null;
  idle.destroy();
  return armed;
}

describe('an idle connection', () => {
  test('arms a timer in stock kafkajs', () => {
    expect(isArmed(queue({ isFixed: false }))).toBe(true);
  });

  test('arms none with the fix', () => {
    expect(isArmed(queue({ isFixed: true }))).toBe(false);
  });

  test('still looks after requests that wait', () => {
    const busy = queue({ isFixed: true });
    (busy.pending as unknown[]).push('a request');
    expect(isArmed(busy)).toBe(true);
  });
});

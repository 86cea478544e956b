import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import type { KafkajsRequestQueue } from './kafkajs-internals.js';
import { applyRequestQueue } from './request-queue.fix.js';
import { stockKafkajs } from './stock-kafkajs.fixture.spec.js';

const TIMEOUT_MS = 1_000;
const HOUR_MS = 3_600_000;

let steady = 0;

function queue(kind: 'stock' | 'fixed'): KafkajsRequestQueue {
  class Queue extends stockKafkajs().RequestQueue {}
  if (kind === 'fixed') {
    applyRequestQueue(Queue.prototype, () => steady);
  }
  return new Queue({
    maxInFlightRequests: null,
    requestTimeout: TIMEOUT_MS,
    enforceRequestTimeout: true,
    clientId: 'c',
    broker: 'b',
    logger: { debug: () => undefined },
    isConnected: () => true,
  });
}

/** A request that is never answered; tells what became of it. */
function push(to: KafkajsRequestQueue): { readonly sent: () => boolean; readonly failed: () => boolean } {
  let isSent = false;
  let isFailed = false;
  const request = {
    entry: {
      apiKey: 3,
      apiName: 'Metadata',
      apiVersion: 6,
      correlationId: Math.random(),
      resolve: () => undefined,
      reject: () => {
        isFailed = true;
      },
    },
    expectResponse: true,
    requestTimeout: TIMEOUT_MS,
    sendRequest: () => {
      isSent = true;
    },
  };
  (to as unknown as { push(pushed: typeof request): void }).push(request);
  return { sent: () => isSent, failed: () => isFailed };
}

function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += 100) {
    steady += 100;
    jest.advanceTimersByTime(100);
  }
}

beforeEach(() => {
  jest.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('an idle connection', () => {
  const isArmed = (idle: KafkajsRequestQueue): boolean => {
    idle.scheduleCheckPendingRequests();
    const armed = idle.throttleCheckTimeoutId !== null;
    idle.destroy();
    return armed;
  };

  test('arms a timer in stock kafkajs', () => {
    expect(isArmed(queue('stock'))).toBe(true);
  });

  test('arms no timer with the fix', () => {
    expect(isArmed(queue('fixed'))).toBe(false);
  });

  test('with the fix still looks after requests that wait', () => {
    const busy = queue('fixed');
    (busy.pending as unknown[]).push('a request');
    expect(isArmed(busy)).toBe(true);
  });
});

describe('a request without an answer while the wall clock is set back by an hour', () => {
  const failsInTime = (kind: 'stock' | 'fixed'): boolean => {
    const waiting = queue(kind);
    waiting.scheduleRequestTimeoutCheck();
    const { failed } = push(waiting);
    jest.setSystemTime(Date.now() - HOUR_MS);
    pass(2 * TIMEOUT_MS);
    waiting.destroy();
    return failed();
  };

  test('does not time out in stock kafkajs', () => {
    expect(failsInTime('stock')).toBe(false);
  });

  test('times out with the fix', () => {
    expect(failsInTime('fixed')).toBe(true);
  });

  test('with the fix a clock that is set forward does not time it out', () => {
    const waiting = queue('fixed');
    waiting.scheduleRequestTimeoutCheck();
    const { failed } = push(waiting);
    jest.setSystemTime(Date.now() + HOUR_MS);
    pass(TIMEOUT_MS / 2);
    waiting.destroy();
    expect(failed()).toBe(false);
  });
});

describe('a connection that the broker throttles for a second while the wall clock is set back by an hour', () => {
  const goesOn = (kind: 'stock' | 'fixed'): readonly boolean[] => {
    const throttled = queue(kind);
    throttled.maybeThrottle(1_000);
    const { sent } = push(throttled);
    const before = sent();
    jest.setSystemTime(Date.now() - HOUR_MS);
    pass(2_000);
    throttled.destroy();
    return [before, sent()];
  };

  test('stays silent in stock kafkajs', () => {
    expect(goesOn('stock')).toEqual([false, false]);
  });

  test('goes on after the second with the fix', () => {
    expect(goesOn('fixed')).toEqual([false, true]);
  });
});

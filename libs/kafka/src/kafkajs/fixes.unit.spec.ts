import { afterEach, describe, expect, test } from '@jest/globals';

import { kafkajsInternals } from './kafkajs-internals.js';
import { applyFixes, verifyFixes } from './fixes.js';

applyFixes();

const { ConsumerGroup, RequestQueue } = kafkajsInternals();
const fixedHeartbeat: unknown = Reflect.get(ConsumerGroup.prototype, 'heartbeat');
const fixedJoin: unknown = Reflect.get(ConsumerGroup.prototype, 'joinAndSync');
const fixedSchedule: unknown = Reflect.get(RequestQueue.prototype, 'scheduleCheckPendingRequests');
const fixedThrottle: unknown = Reflect.get(RequestQueue.prototype, 'maybeThrottle');

afterEach(() => {
  Object.assign(ConsumerGroup.prototype, { heartbeat: fixedHeartbeat, joinAndSync: fixedJoin });
  Object.assign(RequestQueue.prototype, {
    scheduleCheckPendingRequests: fixedSchedule,
    maybeThrottle: fixedThrottle,
  });
});

describe('verifyFixes', () => {
  test('is content where the fixes have been applied, once or twice', () => {
    applyFixes();
    expect(verifyFixes).not.toThrow();
    expect(Reflect.get(ConsumerGroup.prototype, 'heartbeat')).toBe(fixedHeartbeat);
    expect(Reflect.get(RequestQueue.prototype, 'maybeThrottle')).toBe(fixedThrottle);
  });

  test('names heartbeats that do not follow their coordinator', () => {
    ConsumerGroup.prototype.heartbeat = async () => undefined;
    expect(verifyFixes).toThrow('Heartbeats of kafkajs do not follow their coordinator');
  });

  test('names joins that fail for good', () => {
    ConsumerGroup.prototype.joinAndSync = async () => undefined;
    expect(verifyFixes).toThrow('A failed join of kafkajs is not begun again');
  });

  test('names request timeouts that depend on the wall clock', () => {
    RequestQueue.prototype.maybeThrottle = () => undefined;
    expect(verifyFixes).toThrow('Request timeouts of kafkajs depend on the wall clock');
  });

  test('names the timer loop of idle connections', () => {
    RequestQueue.prototype.scheduleCheckPendingRequests = function () {
      Object.assign(this, { throttleCheckTimeoutId: 1 });
    };
    expect(verifyFixes).toThrow('Idle connections of kafkajs run a 1 ms timer loop');
  });
});

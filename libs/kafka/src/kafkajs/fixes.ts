import { kafkajsInternals } from './kafkajs-internals.js';
import { applyCoordinatorLookup, isCoordinatorLookupInForce } from './coordinator-lookup.fix.js';
import { applyFailedJoin, isFailedJoinInForce } from './failed-join.fix.js';
import { applyRequestQueue, isRequestQueueInForce } from './request-queue.fix.js';
import { applySteadyHeartbeat, isSteadyHeartbeatInForce } from './steady-heartbeat.fix.js';

const WRITTEN_FOR = '2.2.4';

/*
 * On import, before any client exists: whoever gets a client from this library
 * gets one with the fixes. Two more faults of kafkajs (positions that stick at
 * empty batches, aborted records that leak) need no fix here: records are
 * fetched, decoded and filtered by our own code.
 */
const { ConsumerGroup, RequestQueue } = kafkajsInternals();
applySteadyHeartbeat(ConsumerGroup.prototype);
applyFailedJoin(ConsumerGroup.prototype);
applyCoordinatorLookup(ConsumerGroup.prototype);
applyRequestQueue(RequestQueue.prototype);

/**
 * Proves that kafkajs runs with our fixes. To be called at start: a bundler, a
 * second copy of kafkajs or an upgrade can make a fix silently ineffective.
 *
 * @throws Error with a sentence that names the fix that is not in force.
 */
export function verifyFixes(): void {
  const kafkajs = kafkajsInternals();
  if (kafkajs.version !== WRITTEN_FOR) {
    throw new Error(
      `The fixes of kafkajs are written for ${WRITTEN_FOR}, but ${kafkajs.version} is installed.`,
    );
  }
  if (!kafkajs.isTheImportedCopy) {
    throw new Error('Two copies of kafkajs are loaded: the one in use is not the one that has our fixes.');
  }
  if (!isCoordinatorLookupInForce(kafkajs.ConsumerGroup.prototype)) {
    throw new Error('Heartbeats of kafkajs do not follow their coordinator: the fix is not in force.');
  }
  if (!isFailedJoinInForce(kafkajs.ConsumerGroup.prototype)) {
    throw new Error('A failed join of kafkajs is not begun again: the fix is not in force.');
  }
  if (!isSteadyHeartbeatInForce(kafkajs.ConsumerGroup.prototype)) {
    throw new Error('Heartbeats of kafkajs depend on the wall clock: the fix is not in force.');
  }
  if (!isRequestQueueInForce(kafkajs.RequestQueue.prototype)) {
    throw new Error('Request timeouts of kafkajs depend on the wall clock: the fix is not in force.');
  }
  if (armsTimerWhenIdle(kafkajs)) {
    throw new Error('Idle connections of kafkajs run a 1 ms timer loop: the fix is not in force.');
  }
}

function armsTimerWhenIdle({ RequestQueue: Queue }: ReturnType<typeof kafkajsInternals>): boolean {
  const queue = new Queue({
    maxInFlightRequests: null,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: 'self-test',
    broker: 'none',
    logger: undefined,
  });
  queue.scheduleCheckPendingRequests();
  const isArmed = queue.throttleCheckTimeoutId !== null;
  queue.destroy();
  return isArmed;
}

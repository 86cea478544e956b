import { applyCoordinatorLookup } from './coordinator-lookup.fix.js';
import { applyFailedJoin } from './failed-join.fix.js';
import { kafkajsInternals } from './kafkajs-internals.js';
import { applyRequestQueue } from './request-queue.fix.js';
import { applySteadyHeartbeat } from './steady-heartbeat.fix.js';

const WRITTEN_FOR = '2.2.4';

/** On a prototype that has been fixed: its methods as the fixes have made them. */
const FIXED = Symbol('fixed by libs/kafka');

/**
 * Fixes kafkajs, once a process; to be called before a client is made. Two more
 * faults of kafkajs (positions that stick at empty batches, aborted records that
 * leak) need no fix here: records are fetched, decoded and filtered by our own code.
 */
export function applyFixes(): void {
  const { ConsumerGroup, RequestQueue } = kafkajsInternals();
  fixOnce(ConsumerGroup.prototype, (prototype) => {
    applySteadyHeartbeat(prototype);
    applyFailedJoin(prototype);
    applyCoordinatorLookup(prototype);
  });
  fixOnce(RequestQueue.prototype, applyRequestQueue);
}

/**
 * Applies the fixes and proves that kafkajs runs with them. To be called at start: a
 * bundler, a second copy of kafkajs or an upgrade can make a fix silently ineffective.
 *
 * @throws Error with a sentence that names the fix that is not in force.
 */
export function verifyFixes(): void {
  const { version, isTheImportedCopy, ConsumerGroup, RequestQueue } = kafkajsInternals();
  if (version !== WRITTEN_FOR) {
    throw new Error(`The fixes of kafkajs are written for ${WRITTEN_FOR}, but ${version} is installed.`);
  }
  if (!isTheImportedCopy) {
    throw new Error('Two copies of kafkajs are loaded: the one in use is not the one that has our fixes.');
  }
  applyFixes();
  refuseUnfixed(ConsumerGroup.prototype, {
    heartbeat: 'Heartbeats of kafkajs do not follow their coordinator, or depend on the wall clock',
    joinAndSync: 'A failed join of kafkajs is not begun again',
  });
  refuseUnfixed(RequestQueue.prototype, {
    maybeThrottle: 'Request timeouts of kafkajs depend on the wall clock',
    scheduleCheckPendingRequests: 'Idle connections of kafkajs run a 1 ms timer loop',
  });
}

function fixOnce<T extends object>(prototype: T, fix: (prototype: T) => void): void {
  if (!Object.hasOwn(prototype, FIXED)) {
    fix(prototype);
    const methods = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    const fixed = Object.fromEntries(methods.map(([name, { value }]) => [name, value as unknown]));
    Object.assign(prototype, { [FIXED]: fixed });
  }
}

function refuseUnfixed(prototype: object, sentences: Readonly<Record<string, string>>): void {
  const fixed = (Reflect.get(prototype, FIXED) ?? {}) as Readonly<Record<string, unknown>>;
  for (const [method, sentence] of Object.entries(sentences)) {
    if (fixed[method] === undefined || Reflect.get(prototype, method) !== fixed[method]) {
      throw new Error(`${sentence}: the fix is not in force.`);
    }
  }
}

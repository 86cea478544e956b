import kafkajs from 'kafkajs';

import type { KafkajsConsumerGroup } from './kafkajs-internals.js';

type Prototype = Pick<KafkajsConsumerGroup, 'heartbeat' | 'joinAndSync'>;
type Heartbeat = (this: KafkajsConsumerGroup, options: { readonly interval: number }) => Promise<void>;
type Join = (this: KafkajsConsumerGroup) => Promise<void>;

/**
 * A join that failed is begun again, at the next heartbeat.
 *
 * The runner of kafkajs 2.2.4 answers a failed join by fetching on, and trusts
 * the next heartbeat to be refused. Two failures are never found out that way:
 *
 * - The coordinator had forgotten the member, and the join that followed broke
 *   off: there is no member id any more, and a heartbeat without one is skipped
 *   in silence. No heartbeat, no error, no crash, for ever.
 * - The group's new generation was complete, and only the answer to SyncGroup was
 *   lost: heartbeats succeed, and the lanes of that generation never arrive.
 *
 * Both need a connection that breaks in the middle of a join, as when the
 * coordinator is frozen or dies: then all instances of a group hang at once.
 */
export function applyFailedJoin(prototype: Prototype): void {
  const heartbeat: Heartbeat = prototype.heartbeat;
  const joinAndSync: Join = prototype.joinAndSync;
  const failed = new WeakSet<KafkajsConsumerGroup>();
  const joining: Join = async function () {
    failed.delete(this);
    try {
      await joinAndSync.call(this);
    } catch (error) {
      failed.add(this);
      throw error;
    }
  };
  prototype.joinAndSync = joining;
  const beating: Heartbeat = async function (options) {
    if (failed.has(this)) {
      throw joinAgain();
    }
    await heartbeat.call(this, options);
  };
  prototype.heartbeat = beating;
}

/** The one answer to a heartbeat after which the runner joins, with the member id if there is one. */
function joinAgain(): Error {
  const reason = {
    message: 'The last join failed',
    type: 'REBALANCE_IN_PROGRESS',
    code: 27,
    retriable: true,
  };
  // By the default import: Node sees no such name among the exports of this CommonJS module.
  return new kafkajs.KafkaJSProtocolError(Object.assign(new Error(reason.message), reason));
}

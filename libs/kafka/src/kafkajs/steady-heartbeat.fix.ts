import type { KafkajsConsumerGroup } from './kafkajs-internals.js';

type Prototype = Pick<KafkajsConsumerGroup, 'heartbeat'>;
type Heartbeat = (this: KafkajsConsumerGroup, options: { readonly interval: number }) => Promise<void>;

interface LastRequest {
  /** By the wall clock, as kafkajs keeps it. */
  readonly value: number;
  /** When it was first seen, monotonic milliseconds. */
  readonly seenAt: number;
}

/**
 * Heartbeats are due by the monotonic clock.
 *
 * kafkajs 2.2.4 sends none while the wall clock is behind its last request: a clock that is set back by an hour
 * costs the membership, and with it all lanes, for an hour.
 */
export function applySteadyHeartbeat(
  prototype: Prototype,
  now: () => number = () => performance.now(),
): void {
  const stock: Heartbeat = prototype.heartbeat;
  const lastRequests = new WeakMap<KafkajsConsumerGroup, LastRequest>();
  const beating: Heartbeat = async function (options) {
    const last = lastRequests.get(this);
    if (last?.value !== this.lastRequest) {
      lastRequests.set(this, { value: this.lastRequest, seenAt: now() });
    } else if (now() - last.seenAt >= options.interval) {
      this.lastRequest = -Infinity;
    }
    await stock.call(this, options);
  };
  prototype.heartbeat = beating;
}

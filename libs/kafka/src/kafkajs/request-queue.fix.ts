import type { KafkajsRequestQueue, KafkajsSocketRequest } from './kafkajs-internals.js';

const CHECK_EVERY_MS = 100;
const CHECK_PENDING_EVERY_MS = 10;

/**
 * The request queue of a connection measures by the monotonic clock, and arms no timer when idle.
 *
 * kafkajs 2.2.4 compares wall-clock times. When the clock is set back by an hour, a request without an answer
 * times out an hour late, and a connection that the broker throttles for a second is silent for an hour. When it
 * is set forward, every request on its way times out at once.
 *
 * It also arms a timer for an empty queue, with a negative delay, which then arms the next: a loop of about 1 ms
 * per connection, for ever, 3–5 % of a core when idle, and a TimeoutNegativeWarning on Node 24
 * (tulios/kafkajs #1556, #1704, #1751).
 */
export function applyRequestQueue(
  prototype: KafkajsRequestQueue,
  now: () => number = () => performance.now(),
): void {
  const stock = Reflect.get<KafkajsRequestQueue, 'sendSocketRequest'>(prototype, 'sendSocketRequest');
  const sentAt = new WeakMap<KafkajsSocketRequest, number>();
  const throttledUntil = new WeakMap<KafkajsRequestQueue, number>();
  const throttledForMs = (queue: KafkajsRequestQueue): number =>
    (throttledUntil.get(queue) ?? -Infinity) - now();

  prototype.sendSocketRequest = function (request) {
    sentAt.set(request, now());
    stock.call(this, request);
  };
  prototype.scheduleRequestTimeoutCheck = function () {
    if (!this.enforceRequestTimeout) {
      return;
    }
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(
      () => {
        this.inflight.forEach((request) => {
          if (now() - (sentAt.get(request) ?? now()) > request.requestTimeout) {
            request.timeoutRequest();
          }
        });
        if (!this.isConnected()) {
          this.destroy();
        }
      },
      Math.min(this.requestTimeout, CHECK_EVERY_MS),
    );
  };
  prototype.maybeThrottle = function (ms) {
    if (ms > 0) {
      throttledUntil.set(this, Math.max(throttledUntil.get(this) ?? -Infinity, now() + ms));
    }
  };
  prototype.canSendSocketRequestImmediately = function () {
    const isFull = this.maxInFlightRequests !== null && this.inflight.size >= this.maxInFlightRequests;
    return !isFull && throttledForMs(this) <= 0;
  };
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) {
      return;
    }
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(throttledForMs(this), CHECK_PENDING_EVERY_MS),
    );
  };
}

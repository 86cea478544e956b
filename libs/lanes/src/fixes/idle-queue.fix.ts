import type { KafkajsRequestQueue } from '../kafka/kafkajs-internals.js';

type Prototype = Pick<KafkajsRequestQueue, 'scheduleCheckPendingRequests'>;

const MARK = Symbol('idles without a timer');
type Schedule = ((this: KafkajsRequestQueue) => void) & { [MARK]?: true };

/**
 * A connection without waiting requests arms no timer.
 *
 * kafkajs 2.2.4 arms one all the same, with a negative delay, which then arms the
 * next: a loop of about 1 ms per connection, for ever, 3–5 % of a core when idle,
 * and a TimeoutNegativeWarning on Node 24 (tulios/kafkajs #1556, #1704, #1751).
 */
export function applyIdleQueue(prototype: Prototype): void {
  const stock = prototype.scheduleCheckPendingRequests as Schedule;
  if (stock[MARK]) {
    return;
  }
  const idling: Schedule = function () {
    if (this.pending.length > 0) {
      stock.call(this);
    }
  };
  idling[MARK] = true;
  prototype.scheduleCheckPendingRequests = idling;
}

import { randomUUID } from 'node:crypto';
import type { WriterMessage } from '#libs/kafka';
import { benchEvent } from './events.js';

const KEYS = 1_000;

/** Events of an environment that is not served: answered at once, and remembered like all others. */
export function refusedEvents(events: number): readonly WriterMessage[] {
  const environmentId = randomUUID();
  const users = Array.from({ length: KEYS }, () => randomUUID());
  return Array.from({ length: events }, (_, n) => {
    const userId = users[n % KEYS] ?? '';
    return benchEvent('userDeprovisioned', userId, {
      userId,
      environmentId,
      oathTokenIds: [randomUUID()],
    });
  });
}

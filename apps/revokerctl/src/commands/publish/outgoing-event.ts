import type { ReadResult } from '#libs/contracts';
import { readAsService } from '#libs/operations';
import { recordOf } from '../../events/check.js';
import type { Draft } from '../../events/draft.js';

/** An event on its way to a topic. */
export interface OutgoingEvent {
  readonly draft: Draft;
  readonly topic: string;
  readonly reading: ReadResult;
  readonly identity: EventIdentity;
}

/** Empty for what will get its id from the place where it lands, or is no event at all. */
export interface EventIdentity {
  readonly eventId?: string;
  readonly eventSource?: string;
  readonly revocationId?: string;
}

export function outgoingEvent(draft: Draft, topic: string, now: number): OutgoingEvent {
  const record = recordOf(draft, topic, now);
  const reading = readAsService(record, draft.type);
  const elsewhere = identityOf(readAsService({ ...record, offset: record.offset + 1n }, draft.type));
  const identity = identityOf(reading);
  return { draft, topic, reading, identity: identity.eventId === elsewhere.eventId ? identity : {} };
}

function identityOf(reading: ReadResult): EventIdentity {
  switch (reading.kind) {
    case 'event':
    case 'invalid': {
      const { eventId, eventSource, revocationId } =
        reading.kind === 'event' ? reading.event : reading.envelope;
      return { eventId, eventSource, revocationId };
    }
    case 'unreadable':
      return {};
  }
}

import { randomUUID } from 'node:crypto';
import type { WriterMessage } from '#libs/kafka';

export type EventTopic = 'userDeprovisioned' | 'sessionTerminated';

const TYPES: Readonly<Record<EventTopic, string>> = {
  userDeprovisioned: 'com.example.user.deprovisioned',
  sessionTerminated: 'com.example.session.terminated',
};

export interface EventAttributes {
  /** A new one unless set. */
  readonly id?: string;
  readonly source?: string;
  /** ISO 8601; the event does not say when it occurred unless set. */
  readonly time?: string;
  /** The id of the event unless set. */
  readonly key?: string;
}

/** A CloudEvent in binary mode, as docs/reference describes it for publishers. */
export function eventMessage(
  topic: EventTopic,
  data: object,
  { id = randomUUID(), source = '/testbed', time, key = id }: EventAttributes = {},
): WriterMessage {
  return {
    key,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: TYPES[topic],
      ce_source: source,
      ce_id: id,
      ...(time !== undefined && { ce_time: time }),
      'content-type': 'application/json',
    },
  };
}

import type { InputTopic } from '../testbed/names.js';
import type { SampleMessage } from './sample.js';

/** What surrounds the data of an event. */
export interface EventAttributes {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** ISO 8601. */
  readonly time: string;
}

export const SOURCES: Readonly<Record<InputTopic, string>> = {
  'user.deprovisioned': '/hr/people',
  'session.terminated': '/sso/sessions',
};

/** CloudEvents over Kafka, binary mode: the attributes are headers. What publishers are advised to use. */
export function binary({ id, type, source, time }: EventAttributes, data: object): SampleMessage {
  return {
    value: JSON.stringify(data),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: type,
      ce_source: source,
      ce_time: time,
    },
  };
}

/** CloudEvents over Kafka, structured mode: one JSON document. */
export function structured(attributes: EventAttributes, data: object): SampleMessage {
  return {
    value: JSON.stringify({ specversion: '1.0', ...attributes, data }),
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
  };
}

/** No CloudEvent at all: what there is of the envelope is in the body. */
export function plain({ id, source, time }: EventAttributes, data: object): SampleMessage {
  return {
    value: JSON.stringify({ eventId: id, eventSource: source, occurredAt: time, ...data }),
    headers: {},
  };
}

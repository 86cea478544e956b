import type { InputTopic } from '../testbed/names.js';
import { binary, SOURCES, type EventAttributes } from './event-message.js';
import type { Expected, Sample, SampleMessage } from './sample.js';
import type { SampleWorld } from './sample-world.port.js';

interface Draft {
  readonly title: string;
  readonly topic: InputTopic;
  /** A user or session id; a new one where the event has none. */
  readonly key?: string;
  readonly data: object;
  readonly expected: Expected;
  /** Binary CloudEvents unless set. */
  readonly as?: (attributes: EventAttributes, data: object) => SampleMessage;
  /** What is not as usual. */
  readonly attributes?: Partial<EventAttributes>;
  /** How often it is published; once unless set. */
  readonly times?: number;
}

/** An event with an id of its own that has just happened. */
export function eventOf(world: SampleWorld, draft: Draft): Sample {
  const { title, topic, data, expected, as = binary, times = 1 } = draft;
  const attributes: EventAttributes = {
    id: world.newId(),
    type: topic,
    source: SOURCES[topic],
    time: new Date(world.now()).toISOString(),
    ...draft.attributes,
  };
  const messages = Array.from({ length: times }, () => as(attributes, data));
  return { title, topic, key: draft.key ?? world.newId(), messages, expected };
}

import type { DeadLetterCode } from '#libs/contracts';
import type { InputTopic } from '../testbed/names.js';
import type { SampleMaker, SampleMessage } from './sample.js';

interface Unreadable {
  readonly title: string;
  readonly topic: InputTopic;
  readonly code: DeadLetterCode;
  readonly message: SampleMessage;
}

/** What cannot even be understood as an event ends as a dead letter. */
const RECORDS: readonly Unreadable[] = [
  {
    title: 'not JSON',
    topic: 'user.deprovisioned',
    code: 'not-json',
    message: { value: 'Ada has left, please revoke everything', headers: {} },
  },
  {
    title: 'a tombstone',
    topic: 'user.deprovisioned',
    code: 'tombstone',
    message: { value: null, headers: {} },
  },
  {
    title: 'JSON of another shape',
    topic: 'session.terminated',
    code: 'unknown-shape',
    message: { value: '{"hello":"world"}', headers: {} },
  },
  {
    title: 'CloudEvents 0.3',
    topic: 'session.terminated',
    code: 'unsupported-mode',
    message: {
      value: '{}',
      headers: { ce_specversion: '0.3', ce_id: '1', ce_source: '/old', ce_type: 'session.terminated' },
    },
  },
];

export const UNREADABLE: readonly SampleMaker[] = RECORDS.map(
  ({ title, topic, code, message }) =>
    (world) => ({
      title,
      topic,
      key: world.newId(),
      messages: [message],
      expected: { kind: 'dead-letter', code },
    }),
);

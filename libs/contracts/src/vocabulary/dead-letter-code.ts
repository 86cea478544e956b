/**
 * Why a record could not even be understood as an event. A closed list; what
 * can be understood gets a `failed` outcome instead (promise P1).
 */
export const DEAD_LETTER_CODES = [
  'not-json',
  'tombstone',
  'unknown-shape',
  'unsupported-mode',
  'undecodable',
  'too-large',
] as const;

export type DeadLetterCode = (typeof DEAD_LETTER_CODES)[number];

/** For people. Fixed sentences: nothing of the record goes into them (promise P6). */
export const DEAD_LETTER_MESSAGES: Readonly<Record<DeadLetterCode, string>> = {
  'not-json': 'The value is not JSON in UTF-8.',
  tombstone: 'The record has no value.',
  'unknown-shape': 'The value is JSON, but nothing in it says that it is one of the events.',
  'unsupported-mode': 'The record is a CloudEvent of a version or format that is not read here.',
  undecodable: 'The batch of the record could not be decompressed or decoded.',
  'too-large': 'The value is larger than what is read here.',
};

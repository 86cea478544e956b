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

/** Why something that is alive was left in place. A closed list: subscribers may switch on it. */
export const LEFT_REASONS = [
  /** The event came late, and this is newer than it: the person may be back. */
  'late-event',
  /** The account itself is newer than the event: it is of a person who came back, or of another one. */
  'newer-account',
  /** New sessions appeared as often as they were ended. */
  'signed-in-again',
] as const;

export type LeftBecause = (typeof LEFT_REASONS)[number];

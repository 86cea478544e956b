/** How a step of a revocation ended. */
export const STEP_STATUSES = [
  'done',
  'partial',
  'failed',
  /** PingOne says that this cannot be revoked. */
  'not-revocable',
  /** It may have been done, and there is no way left to tell. */
  'unknown',
  /** By policy: shown, so that "completed" does not say more than was done. */
  'skipped',
  /** By an operator. */
  'rejected',
] as const;

export type StepStatus = (typeof STEP_STATUSES)[number];

export const OUTCOME_STATUSES = ['completed', 'partial', 'failed'] as const;

export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number];

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

/** Why a count is null although it is known what was asked for. A closed list: subscribers may switch on it. */
export const COUNT_UNKNOWN_REASONS = [
  /** Nothing that is gone was removed by this revocation, as PingOne counts: another event of ours may have done it. */
  'gone-before',
  /** PingOne's count is that of several events, or does not say of which tokens it is. */
  'not-attributable',
  /** PingOne gave no count, or one that cannot be. */
  'no-count',
  /** A call was never answered, and PingOne never showed what it was about: it may not have been there. */
  'answer-lost',
] as const;

export type CountUnknownBecause = (typeof COUNT_UNKNOWN_REASONS)[number];

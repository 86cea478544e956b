/** How a step of a revocation ended. */
export const STEP_STATUSES = [
  'done',
  'partial',
  'failed',
  /** PingOne says that this cannot be revoked. */
  'not-revocable',
  /** It may have been done, and there is no way left to tell. */
  'unknown',
  /** By policy: shown, so that nobody takes "completed" for more than it was. */
  'skipped',
  /** By an operator. */
  'rejected',
] as const;

export type StepStatus = (typeof STEP_STATUSES)[number];

export const OUTCOME_STATUSES = ['completed', 'partial', 'failed'] as const;

export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number];

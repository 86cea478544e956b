import type { Failure, StepStatus } from '#libs/contracts';

/** What an operator has taken back did not fail. */
export function failedBy(failure: Failure | undefined): StepStatus {
  return failure?.code === 'cancelled-by-operator' || failure?.code === 'rejected-by-operator'
    ? 'rejected'
    : 'failed';
}

import type { OutcomeStatus, StepStatus } from './step-status.js';

export interface RollUp {
  readonly status: OutcomeStatus;
  /** Set where the roll-up itself is the reason: there was no step at all. */
  readonly code?: 'nothing-to-revoke';
}

interface RollUpRow {
  readonly when: string;
  readonly holds: (steps: readonly StepStatus[]) => boolean;
  readonly gives: RollUp;
}

const nothingLeft = (status: StepStatus): boolean => status === 'done' || status === 'skipped';
const somethingDone = (status: StepStatus): boolean => status === 'done' || status === 'partial';

/** The first row that holds decides. docs/reference/outcomes.md shows the same rows. */
export const ROLL_UP_TABLE: readonly RollUpRow[] = [
  {
    when: 'there is no step: the event named nothing',
    holds: (steps) => steps.length === 0,
    gives: { status: 'failed', code: 'nothing-to-revoke' },
  },
  {
    when: 'every step is `done` or `skipped`',
    holds: (steps) => steps.every(nothingLeft),
    gives: { status: 'completed' },
  },
  {
    when: 'some step is `done` or `partial`',
    holds: (steps) => steps.some(somethingDone),
    gives: { status: 'partial' },
  },
  { when: 'otherwise: no step got anything done', holds: () => true, gives: { status: 'failed' } },
];

/** The status of an outcome from those of its steps. */
export function rollUp(steps: readonly StepStatus[]): RollUp {
  const row = ROLL_UP_TABLE.find(({ holds }) => holds(steps));
  if (row === undefined) {
    throw new Error('The last row of the roll-up holds always');
  }
  return row.gives;
}

import { type Command, Option } from 'commander';
import { EVENT_TYPES, FAILURE_CODES, OUTCOME_STATUSES, type RevocationCompleted } from '#libs/contracts';
import { SearchTerm } from '#libs/operations';

/** Which outcomes are shown. */
export interface OutcomeFilter {
  readonly status?: string;
  readonly type?: string;
  readonly code?: string;
  readonly user?: string;
}

export function withOutcomeFilter(command: Command): Command {
  return command
    .addOption(new Option('--status <status>', 'of this status only').choices(OUTCOME_STATUSES))
    .addOption(new Option('--type <type>', 'of this event only').choices(EVENT_TYPES))
    .addOption(new Option('--code <code>', 'with this failure only').choices(FAILURE_CODES))
    .option('--user <user>', 'of this user only: id, username or externalId');
}

export function passes({ status, type, code, user }: OutcomeFilter, outcome: RevocationCompleted): boolean {
  const { userId, username, externalId } = outcome;
  return (
    (status === undefined || outcome.status === status) &&
    (type === undefined || outcome.eventType === type) &&
    (code === undefined || hasFailure(outcome, code)) &&
    (user === undefined || new SearchTerm(user).isIn([userId, username, externalId]))
  );
}

function hasFailure({ failure, steps }: RevocationCompleted, code: string): boolean {
  return failure?.code === code || steps.some((step) => step.failure?.code === code);
}

import { outcomeId, type OutcomeStep, type RevocationCompleted, rollUp } from '#libs/contracts';

type OathStep = Extract<OutcomeStep, { readonly kind: 'oath-tokens' }>;

/**
 * What an outcome says against itself (docs/reference/outcomes.md): the equations
 * of each step, the totals, the roll-up, and the id. Empty if nothing.
 *
 * @param ceId the CloudEvents id that the record carries, if any
 */
export function contradictionsOf(outcome: RevocationCompleted, ceId: string | undefined): readonly string[] {
  const oath = outcome.steps.filter((step) => step.kind === 'oath-tokens');
  return [
    ...oath.flatMap(ofStep),
    ...outcome.steps.flatMap(ofLeft),
    ...ofTotals(outcome, oath),
    ...ofStatus(outcome),
    ...ofId(outcome, ceId),
  ];
}

function ofStep({ requested, revoked, gone, remaining, unknown = 0 }: OathStep): readonly string[] {
  const found: string[] = [];
  if (requested !== null && gone !== null && remaining !== null && gone + remaining + unknown !== requested) {
    const sum = [`${gone} gone`, `${remaining} remaining`, ...(unknown > 0 ? [`${unknown} unknown`] : [])];
    found.push(`${sum.join(' + ')} is not ${requested} requested`);
  }
  if (revoked !== null && gone !== null && revoked > gone) {
    found.push(`${revoked} revoked is more than ${gone} gone`);
  }
  return found;
}

/** What was seen to be alive and was left is never done. */
function ofLeft(step: OutcomeStep): readonly string[] {
  const left = 'left' in step ? (step.left ?? 0) : 0;
  const found = left > 0 && step.status === 'done' ? [`a step is done, but ${left} were left`] : [];
  const { remaining } = step.kind === 'oath-tokens' ? step : { remaining: null };
  return remaining !== null && left > remaining
    ? [...found, `${left} left is more than ${remaining} remaining`]
    : found;
}

/** Without a step of OATH tokens the totals are what was never worked out, or zero. */
function ofTotals(outcome: RevocationCompleted, oath: readonly OathStep[]): readonly string[] {
  if (oath.length === 0) {
    return [];
  }
  return (['requested', 'revoked', 'remaining'] as const).flatMap((field) => {
    const sum = oath.reduce<number | null>(
      (total, { [field]: count }) => (total === null || count === null ? null : total + count),
      0,
    );
    return outcome[field] === sum
      ? []
      : [`${field} is ${String(outcome[field])}, but that of its steps is ${String(sum)}`];
  });
}

/** "A reason that lies outside the steps makes the outcome failed whatever the table says." */
function ofStatus({ status, steps, failure }: RevocationCompleted): readonly string[] {
  const rolledUp = rollUp(steps.map((step) => step.status)).status;
  const isRefused = status === 'failed' && failure !== undefined;
  return status === rolledUp || isRefused
    ? []
    : [`status is ${status}, but its steps roll up to ${rolledUp}`];
}

function ofId({ revocationId, revision }: RevocationCompleted, ceId: string | undefined): readonly string[] {
  const expected = outcomeId(revocationId, revision);
  return ceId === expected ? [] : [`ce_id is ${ceId ?? 'missing'}, but that of this revision is ${expected}`];
}

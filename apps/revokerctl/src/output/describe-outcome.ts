import {
  type CountUnknownBecause,
  type Failure,
  type OutcomeStep,
  type RevocationCompleted,
} from '#libs/contracts';
import { whoOf } from '#libs/operations';
import { duration } from '../cli/format.js';

/** One line for the outcome, one for each of its steps. */
export function describeOutcome(outcome: RevocationCompleted): readonly string[] {
  const exposure = outcome.exposureMs === null ? '' : `, ${duration(outcome.exposureMs)} after it occurred`;
  const failure = outcome.failure === undefined ? '' : `: ${describeFailure(outcome.failure)}`;
  return [
    `${outcome.completedAt} ${outcome.status.padEnd(9)} ${outcome.eventType} of ${whoOf(outcome)}${exposure}${failure}`,
    ...outcome.steps.map((step) => `    ${describeStep(step)}`),
    ...warningsOf(outcome).map((warning) => `    ${warning}`),
  ];
}

export function describeFailure({ code, message, httpStatus, pingoneCode, correlationId }: Failure): string {
  const pingone = [
    ...(httpStatus === undefined ? [] : [`HTTP ${httpStatus}`]),
    ...(pingoneCode === undefined ? [] : [pingoneCode]),
    ...(correlationId === undefined ? [] : [`Correlation-Id ${correlationId}`]),
  ];
  return `${code}: ${message}${pingone.length === 0 ? '' : ` (PingOne: ${pingone.join(', ')})`}`;
}

/** What is no failure and should be known. */
export function warningsOf({ warnings = [] }: Pick<RevocationCompleted, 'warnings'>): readonly string[] {
  return warnings.map(({ code, message }) => `Warning: ${code}: ${message}`);
}

function leftOf({ left, leftBecause }: { readonly left?: number; readonly leftBecause?: string }): string {
  return left === undefined ? '' : `, ${left} left${leftBecause === undefined ? '' : ` (${leftBecause})`}`;
}

export function describeStep(step: OutcomeStep): string {
  const failure = step.failure === undefined ? '' : ` – ${describeFailure(step.failure)}`;
  switch (step.kind) {
    case 'oath-tokens': {
      const { requested, revoked, gone, remaining, unknown, countedBy, countUnknownBecause, jobIds } = step;
      const counts = [
        `${shown(revoked)} of ${shown(requested)} revoked${why(countUnknownBecause)}`,
        ...(gone !== revoked ? [`${shown(gone)} gone`] : []),
        ...(remaining ? [`${shown(remaining)} remaining`] : []),
        ...(unknown ? [`${unknown} unknown`] : []),
      ].join(', ');
      const by = countedBy === undefined || countedBy === 'job' ? '' : ` (by ${countedBy})`;
      const jobs = jobIds.length === 0 ? '' : `; job ${jobIds.join(', ')}`;
      return `OATH tokens: ${step.status}, ${counts}${leftOf(step)}${by}${jobs}${failure}`;
    }
    case 'oauth-token': {
      const { status, clientId, tokenSha256, certainty, coveredBy } = step;
      const of = clientId === undefined ? '' : ` of application ${clientId}`;
      const covered = coveredBy === undefined ? '' : `, covered by sha256 ${coveredBy.slice(0, 16)}…`;
      return `OAuth token${of}, sha256 ${tokenSha256.slice(0, 16)}…: ${status}${mark(certainty)}${covered}${failure}`;
    }
    case 'session':
      return `Session ${step.sessionId}: ${step.status}${mark(step.certainty)}${failure}`;
    case 'user-sessions':
      return `Sessions of the user: ${step.status}${step.ended === null ? '' : `, ${step.ended} ended`}${mark(step.certainty)}${leftOf(step)}${failure}`;
  }
}

function mark(certainty: 'confirmed' | 'inferred' | undefined): string {
  return certainty === 'inferred' ? ' (inferred)' : '';
}

function why(reason: CountUnknownBecause | undefined): string {
  return reason === undefined ? '' : ` (${reason})`;
}

function shown(count: number | null): string {
  return count === null ? 'an unknown number' : String(count);
}

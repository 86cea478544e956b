import type { OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { Answer } from '../stream/answer.js';
import type { Style } from './colours.js';
import { sessionsEnded } from '../stream/sessions-ended.js';
import { duration } from './durations.js';

/** An answer in a few words. */
export interface Described {
  readonly outcome: string;
  readonly style: Style;
  /** Empty where it is not known. */
  readonly exposure: string;
  /** Why not all of it was revoked or ended, and how much was. */
  readonly details: string;
}

const STYLES = { completed: 'good', partial: 'warn', failed: 'bad' } as const;

export function describeAnswer(answer: Answer): Described {
  if (answer.kind === 'dead-letter') {
    return { outcome: 'dead letter', style: 'quiet', exposure: '', details: answer.letter.code };
  }
  const { outcome } = answer;
  const { status, exposureMs, steps, failure } = outcome;
  return {
    outcome: status,
    style: STYLES[status],
    exposure: exposureMs === null ? '' : duration(exposureMs),
    details: [failure?.code ?? '', oathCounts(outcome), oauthCounts(steps), sessionCounts(outcome)]
      .filter((part) => part !== '')
      .join(', '),
  };
}

function oathCounts({ requested, revoked, steps }: RevocationCompleted): string {
  return steps.some(({ kind }) => kind === 'oath-tokens')
    ? `OATH ${revoked ?? '?'} of ${requested ?? '?'}`
    : '';
}

function oauthCounts(steps: readonly OutcomeStep[]): string {
  const tokens = steps.filter(({ kind }) => kind === 'oauth-token');
  const done = tokens.filter(({ status }) => status === 'done').length;
  return tokens.length === 0 ? '' : `OAuth ${done} of ${tokens.length}`;
}

function sessionCounts(outcome: RevocationCompleted): string {
  const ended = sessionsEnded(outcome);
  return ended === 0 ? '' : `sessions ${ended}`;
}

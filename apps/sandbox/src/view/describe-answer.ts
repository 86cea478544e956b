import type { OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { Answer } from '../stream/answer.js';
import type { Style } from './colours.js';
import { duration } from './durations.js';

/** An answer in a few words. */
export interface Described {
  readonly outcome: string;
  readonly style: Style;
  /** What was revoked of what was asked for. */
  readonly counts: string;
  readonly exposure: string;
  /** Why it is not completed. */
  readonly reason: string;
}

const STYLES = { completed: 'good', partial: 'warn', failed: 'bad' } as const;

export function describeAnswer(answer: Answer): Described {
  if (answer.kind === 'dead-letter') {
    const { code } = answer.letter;
    return { outcome: 'dead letter', style: 'quiet', counts: '', exposure: '', reason: code };
  }
  const { outcome } = answer;
  return {
    outcome: outcome.status,
    style: STYLES[outcome.status],
    counts: [oathCounts(outcome), oauthCounts(outcome.steps)].filter((part) => part !== '').join(', '),
    exposure: outcome.exposureMs === null ? '' : duration(outcome.exposureMs),
    reason: outcome.failure?.code ?? '',
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

import type { styleText } from 'node:util';
import type { OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { Answer } from '../stream/answer.js';
import { sessionsEnded } from '../check/check-records.js';

/** A format of Node's styleText. */
export type Style = Parameters<typeof styleText>[0];

/** An answer in a few words. */
export interface Described {
  readonly outcome: string;
  readonly style: Style;
  /** Empty where it is not known. */
  readonly exposure: string;
  /** Why not all of it was revoked or ended, and how much was. */
  readonly details: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STYLES = { completed: 'green', partial: 'yellow', failed: 'red' } as const;

export function describeAnswer(answer: Answer): Described {
  if (answer.kind === 'dead-letter') {
    return { outcome: 'dead letter', style: 'dim', exposure: '', details: answer.letter.code };
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

/** Milliseconds as a person would say them. */
export function duration(ms: number): string {
  if (ms < SECOND) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < MINUTE) {
    return `${(ms / SECOND).toFixed(1)} s`;
  }
  if (ms < HOUR) {
    return `${Math.round(ms / MINUTE)} min`;
  }
  return ms < DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`;
}

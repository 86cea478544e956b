import type { ForeseenHold, GuardOptions } from '#libs/execution';
import type { Revocation } from '#libs/revocation';
import { count, duration } from '../../cli/format.js';
import { describeFailure } from '../../output/describe-outcome.js';

type Step = Revocation['steps'][number];
type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

export interface PlannedStep {
  readonly kind: Step['kind'];
  /** What will be done, or why it will not. */
  readonly what: string;
}

/** @param isKnown whether the credentials of an application are configured */
export function describeSteps(
  { steps }: Revocation,
  isKnown: (clientId: string) => boolean,
): readonly PlannedStep[] {
  return steps.map((step) => ({ kind: step.kind, what: describeStep(step, isKnown) }));
}

function describeStep(step: Step, isKnown: (clientId: string) => boolean): string {
  switch (step.kind) {
    case 'find-user':
      return `look the user up by ${step.by}`;
    case 'oauth-token':
      return describeToken(step, isKnown);
    case 'session':
      return `end the session ${step.sessionId}`;
    case 'user-sessions':
      return 'end all sessions of the user';
    case 'oath-tokens':
      return describeOath(step);
    case 'skipped':
      return describeSkipped(step);
  }
}

function describeToken(
  { tokenSha256, clientId, phase }: StepOf<'oauth-token'>,
  isKnown: (clientId: string) => boolean,
): string {
  const token = `the OAuth token with sha256 ${tokenSha256.slice(0, 16)}…`;
  if (phase.at === 'settled') {
    const why = 'failure' in phase && phase.failure ? describeFailure(phase.failure) : phase.status;
    return `nothing about ${token}: ${why}`;
  }
  if (clientId !== undefined && !isKnown(clientId)) {
    return `nothing about ${token}: application-unknown, ${clientId} is not in PINGONE_APPLICATIONS_FILE`;
  }
  return `revoke ${token} as application ${clientId ?? 'unknown'}`;
}

function describeOath({ phase, requested, waiting, forceUnpair }: StepOf<'oath-tokens'>): string {
  const paired = forceUnpair ? 'paired or not' : 'unless they are paired';
  if (phase.at === 'finding') {
    return `${SEARCHES[phase.search.by]}, ${paired}`;
  }
  const jobs = waiting.length + (phase.at === 'ready' ? 1 : 0);
  return `revoke ${count(requested ?? 0, 'OATH token')} in ${count(jobs, 'job')}, ${paired} (jobs may be shared with other events)`;
}

const SEARCHES = {
  user: 'find the OATH tokens of the user and revoke them',
  'serial-numbers': 'find the OATH tokens with these serial numbers and revoke them',
  'token-ids': 'check the owner of each OATH token and revoke those of the user',
} as const;

function describeSkipped({ what }: StepOf<'skipped'>): string {
  switch (what.kind) {
    case 'session':
      return `leave the session ${what.sessionId} alone, by policy`;
    case 'user-sessions':
      return 'leave the sessions of the user alone (REVOKE_USER_SESSIONS is not true)';
    case 'oath-tokens':
      return 'leave the OATH tokens alone: the cause is "leave", and deleting them cannot be undone';
  }
}

/** What a guard will or may say of an event, a sentence each. */
export function describeHolds(
  holds: readonly ForeseenHold[],
  { massDeprovisioning }: GuardOptions,
): readonly (ForeseenHold & { readonly what: string })[] {
  return holds.map((hold) => ({ ...hold, what: describeHold(hold, massDeprovisioning) }));
}

function describeHold({ when }: ForeseenHold, mass: GuardOptions['massDeprovisioning']): string {
  switch (when) {
    case 'certain':
      return 'would be held before any of it, until an operator decides: the user is in PROTECTED_USERS_FILE';
    case 'when-found':
      return 'may be held once PingOne says whom it means: PROTECTED_USERS_FILE lists people by id';
    case 'when-many':
      return `may be held if more than ${count(mass?.limit ?? 0, 'user')} ${mass?.limit === 1 ? 'is' : 'are'} deprovisioned within ${duration(mass?.windowMs ?? 0)} (MASS_DEPROVISIONING_LIMIT)`;
  }
}

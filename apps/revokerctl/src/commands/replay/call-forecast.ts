import type { Revocation } from '#libs/revocation';

/** How many calls of PingOne something takes. `most` is absent where PingOne decides it. */
export interface Span {
  readonly least: number;
  readonly most?: number;
}

/** Calls by what they are for. */
export interface CallEstimate {
  readonly lookups: Span;
  readonly jobs: Span;
  /** At least one a job, and as many more as PingOne takes its time for. */
  readonly polls: Span;
  readonly readBacks: Span;
  readonly tokenRevocations: Span;
  readonly sessions: Span;
}

/** What one revocation asks of PingOne when all goes well: small, and alike for most. */
export interface CallNeed {
  readonly lookups: Span;
  readonly readBacks: Span;
  readonly tokenRevocations: Span;
  readonly sessions: Span;
  /** Tokens that may travel with those of other events under the same name, and the jobs they take alone. */
  readonly shared: readonly { readonly with: string; readonly tokens: number; readonly jobs: number }[];
  /** Jobs that are not shared. */
  readonly alone: number;
  /** Tokens are yet to be found: their number is not known. */
  readonly isOpenEnded: boolean;
}

export interface CallPolicy {
  readonly maxTokensPerJob: number;
  readonly verify: 'never' | 'shortfall' | 'always';
}

type Step = Revocation['steps'][number];
type OathStep = Extract<Step, { kind: 'oath-tokens' }>;

const NONE: Span = { least: 0, most: 0 };
const ONE: Span = { least: 1, most: 1 };
const ANY: Span = { least: 0 };
/** What a user may have at a time (PingOne, "Sessions"), the list of them, and another one after they were ended. */
const ALL_SESSIONS: Span = { least: 1, most: 12 };

const NOTHING: CallNeed = {
  lookups: NONE,
  readBacks: NONE,
  tokenRevocations: NONE,
  sessions: NONE,
  shared: [],
  alone: 0,
  isOpenEnded: false,
};

export function callsOf({ event, steps }: Revocation, policy: CallPolicy): CallNeed {
  return steps
    .map((step) => needOf(step, event.environmentId, policy))
    .reduce(together, { ...NOTHING, tokenRevocations: tokenRevocations(steps) });
}

function needOf(step: Step, environmentId: string, policy: CallPolicy): CallNeed {
  switch (step.kind) {
    case 'find-user':
      return { ...NOTHING, lookups: ONE };
    case 'session':
      return { ...NOTHING, sessions: ONE };
    case 'user-sessions':
      return { ...NOTHING, sessions: ALL_SESSIONS };
    case 'oath-tokens':
      return oathNeed(step, `${environmentId} ${step.forceUnpair}`, policy);
    case 'oauth-token':
    case 'skipped':
      return NOTHING;
  }
}

/** Revoking one covers the others of its session and application. */
function tokenRevocations(steps: readonly Step[]): Span {
  const ready = steps.filter((step) => step.kind === 'oauth-token' && step.phase.at === 'ready');
  const covering = new Set(
    ready.map((step) =>
      step.kind === 'oauth-token' && step.sid !== undefined ? `${step.sid} ${step.clientId ?? ''}` : step,
    ),
  );
  return { least: covering.size, most: ready.length };
}

function oathNeed({ phase, waiting }: OathStep, sharedWith: string, policy: CallPolicy): CallNeed {
  if (phase.at === 'finding') {
    // What is to be found is counted as if it were there, where the event says how many.
    const named = phase.search.tokenIds ?? phase.search.serialNumbers;
    const tokens = named?.length ?? 0;
    const jobs = Math.ceil(tokens / policy.maxTokensPerJob);
    const shared = named ? [{ with: sharedWith, tokens, jobs }] : [];
    return { ...NOTHING, lookups: ANY, readBacks: ANY, shared, isOpenEnded: !named };
  }
  const groups = phase.at === 'ready' ? [phase.group, ...waiting] : waiting;
  const sharing = groups.filter((group) => group.sharing === 'shared');
  const count = (of: typeof groups): number => of.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
  return {
    ...NOTHING,
    readBacks: {
      least: policy.verify === 'always' ? count(groups) : 0,
      most: policy.verify === 'never' ? 0 : count(groups),
    },
    shared: sharing.length === 0 ? [] : [{ with: sharedWith, tokens: count(sharing), jobs: sharing.length }],
    alone: groups.length - sharing.length,
  };
}

/** Adds up what revocations need; what may be shared is shared at best, and not at worst. */
export function estimateCalls(needs: readonly CallNeed[], { maxTokensPerJob }: CallPolicy): CallEstimate {
  const { lookups, readBacks, tokenRevocations, sessions, shared, alone, isOpenEnded } = needs.reduce(
    together,
    NOTHING,
  );
  const least = shared.reduce((sum, { tokens }) => sum + Math.ceil(tokens / maxTokensPerJob), alone);
  const most = shared.reduce((sum, { jobs }) => sum + jobs, alone);
  const jobs = { least, ...(!isOpenEnded && { most }) };
  return { lookups, jobs, polls: { least }, readBacks, tokenRevocations, sessions };
}

export function totalOf(estimate: CallEstimate): Span {
  const { lookups, jobs, polls, readBacks, tokenRevocations, sessions } = estimate;
  return [lookups, jobs, polls, readBacks, tokenRevocations, sessions].reduce(sumOf, NONE);
}

function together(a: CallNeed, b: CallNeed): CallNeed {
  const shared = [...Map.groupBy([...a.shared, ...b.shared], (part) => part.with)].map(([name, parts]) => ({
    with: name,
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    jobs: parts.reduce((sum, { jobs }) => sum + jobs, 0),
  }));
  return {
    lookups: sumOf(a.lookups, b.lookups),
    readBacks: sumOf(a.readBacks, b.readBacks),
    tokenRevocations: sumOf(a.tokenRevocations, b.tokenRevocations),
    sessions: sumOf(a.sessions, b.sessions),
    shared,
    alone: a.alone + b.alone,
    isOpenEnded: a.isOpenEnded || b.isOpenEnded,
  };
}

function sumOf(a: Span, b: Span): Span {
  return {
    least: a.least + b.least,
    ...(a.most !== undefined && b.most !== undefined && { most: a.most + b.most }),
  };
}

import type { Revocation } from '#libs/revocation';

/** How many calls of PingOne something takes. `most` is absent where PingOne decides it. */
export interface Span {
  readonly least: number;
  readonly most?: number;
}

/** Calls by what they are for; what one revocation takes may be shared with others. */
export interface CallEstimate {
  readonly lookups: Span;
  readonly jobs: Span;
  /** At least one a job, and as many more as PingOne takes its time for. */
  readonly polls: Span;
  readonly readBacks: Span;
  readonly tokenRevocations: Span;
  readonly sessions: Span;
}

/** What a user may have at a time (PingOne, "Sessions"). */
const SESSIONS_OF_A_USER = 10;

type OathStep = Extract<Revocation['steps'][number], { kind: 'oath-tokens' }>;
type OathSearch = Extract<OathStep['phase'], { at: 'finding' }>['search'];
type Counted = 'lookups' | 'tokenRevocations' | 'sessions' | 'readBacks';

interface SharedTokens {
  tokens: number;
  groups: number;
}

const NONE: Span = { least: 0, most: 0 };
const ONE: Span = { least: 1, most: 1 };

/** Adds up what plans will ask of PingOne when all goes well. Keeps numbers only. */
export class CallTally {
  readonly #spans: Record<Counted, Span> = {
    lookups: NONE,
    tokenRevocations: NONE,
    sessions: NONE,
    readBacks: NONE,
  };
  /** Tokens that may travel together, by environment and `forceUnpair`. */
  readonly #shared = new Map<string, SharedTokens>();
  #alone = 0;
  /** Whose tokens are yet to be found: nobody knows how many jobs they make. */
  #searches = 0;

  constructor(private readonly policy: { readonly maxTokensPerJob: number; readonly verify: string }) {}

  add({ event, steps }: Revocation): void {
    const covered = new Set<string>();
    for (const step of steps) {
      switch (step.kind) {
        case 'find-user':
          this.#count('lookups', ONE);
          break;
        case 'oauth-token':
          if (step.phase.at === 'ready') {
            // Revoking one covers the others of its session and application.
            const of = step.sid === undefined ? step.tokenSha256 : `${step.sid} ${step.clientId ?? ''}`;
            this.#count('tokenRevocations', { least: covered.has(of) ? 0 : 1, most: 1 });
            covered.add(of);
          }
          break;
        case 'session':
          this.#count('sessions', ONE);
          break;
        case 'user-sessions':
          this.#count('sessions', { least: 1, most: 1 + SESSIONS_OF_A_USER });
          break;
        case 'oath-tokens':
          this.#addTokens(event.environmentId, step);
          break;
        case 'skipped':
          break;
      }
    }
  }

  get estimate(): CallEstimate {
    const { maxTokensPerJob } = this.policy;
    const shared = [...this.#shared.values()];
    const jobs = {
      least: this.#alone + shared.reduce((sum, { tokens }) => sum + Math.ceil(tokens / maxTokensPerJob), 0),
      ...(this.#searches === 0 && {
        most: this.#alone + shared.reduce((sum, { groups }) => sum + groups, 0),
      }),
    };
    return { ...this.#spans, jobs, polls: { least: jobs.least } };
  }

  #addTokens(
    environmentId: string,
    step: Extract<Revocation['steps'][number], { kind: 'oath-tokens' }>,
  ): void {
    const { phase, waiting, forceUnpair } = step;
    if (phase.at === 'finding') {
      this.#addSearch(environmentId, forceUnpair, phase.search);
      return;
    }
    const groups = phase.at === 'ready' ? [phase.group, ...waiting] : waiting;
    for (const { sharing, tokenIds } of groups) {
      if (sharing === 'alone') {
        this.#alone += 1;
      } else {
        this.#share(`${environmentId} ${forceUnpair}`, { tokens: tokenIds.length, groups: 1 });
      }
      const isVerified = this.policy.verify === 'always';
      this.#count('readBacks', {
        least: isVerified ? tokenIds.length : 0,
        most: this.policy.verify === 'never' ? 0 : tokenIds.length,
      });
    }
  }

  /** What is to be found is counted as if it were there, where the event says how many. */
  #addSearch(environmentId: string, forceUnpair: boolean, { tokenIds, serialNumbers }: OathSearch): void {
    this.#count('lookups', { least: 0 });
    this.#count('readBacks', { least: 0 });
    const named = tokenIds ?? serialNumbers;
    if (named === undefined) {
      this.#searches += 1;
    } else {
      const groups = Math.ceil(named.length / this.policy.maxTokensPerJob);
      this.#share(`${environmentId} ${forceUnpair}`, { tokens: named.length, groups });
    }
  }

  #share(key: string, { tokens, groups }: Readonly<SharedTokens>): void {
    const shared = this.#shared.get(key) ?? { tokens: 0, groups: 0 };
    shared.tokens += tokens;
    shared.groups += groups;
    this.#shared.set(key, shared);
  }

  #count(what: Counted, span: Span): void {
    this.#spans[what] = sumOf(this.#spans[what], span);
  }
}

export function totalOf(estimate: CallEstimate): Span {
  const { lookups, jobs, polls, readBacks, tokenRevocations, sessions } = estimate;
  return [lookups, jobs, polls, readBacks, tokenRevocations, sessions].reduce(sumOf, NONE);
}

function sumOf(a: Span, b: Span): Span {
  return {
    least: a.least + b.least,
    ...(a.most !== undefined && b.most !== undefined && { most: a.most + b.most }),
  };
}

import type { Delay } from './delay.js';

/** What a rule makes of a job that is submitted while it applies. Several may meet in one job. */
export type JobFate =
  /** Never ends, until it is released. */
  | { readonly fate: 'stuck' }
  /** 404 from the first poll on. `afterRevoking` tokens went first: all of them unless set. */
  | { readonly fate: 'lost'; readonly afterRevoking?: number }
  | { readonly fate: 'failed'; readonly reason: string; readonly afterRevoking?: number }
  /** DONE, but these (or the first so many) are still there. */
  | { readonly fate: 'short-count'; readonly skip: number | readonly string[] }
  /** All goes well, but this is what `result.revoked` says; null: it says nothing. */
  | { readonly fate: 'miscounted'; readonly revoked: number | null }
  /** 404 for the first polls. */
  | { readonly fate: 'hidden'; readonly polls: number }
  /** A status that no page mentions, for the first polls. */
  | { readonly fate: 'unknown-status'; readonly status: string; readonly polls: number }
  | { readonly fate: 'slow'; readonly durationMs: Delay };

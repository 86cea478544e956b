import type { EvidenceItem, Failure } from '#libs/contracts';

export interface FoundToken {
  readonly id: string;
  /** Since when it has been the user's, as far as PingOne shows it. */
  readonly createdAt?: string;
  /** The event names it, and no listing of PingOne has shown it. */
  readonly onlyNamed?: true;
}

/** What happened to the OATH step of a revocation. Times are epoch milliseconds. */
export type OathTokensFact =
  | {
      readonly kind: 'oath-tokens-found';
      readonly tokens: readonly FoundToken[];
      /** Named by the event, but paired with somebody else: they are left alone. */
      readonly foreign: number;
      /** Serial numbers that the event names and PingOne does not know: gone, whoever did it. */
      readonly missing: number;
      readonly evidence?: EvidenceItem;
    }
  | { readonly kind: 'oath-tokens-not-found'; readonly failure: Failure; readonly evidence?: EvidenceItem }
  /** The write-ahead: "about to submit". Must be durable before the request leaves. */
  | { readonly kind: 'oath-submitting'; readonly batchId: string; readonly notAfter: number }
  /** PingOne certainly did not take it, through no fault of the tokens. */
  | { readonly kind: 'oath-not-submitted' }
  | {
      readonly kind: 'oath-submitted';
      readonly jobId: string;
      readonly jobTotal: number;
      readonly at: number;
      readonly evidence: EvidenceItem;
    }
  /** No answer, or the process that waited for it is gone. */
  | { readonly kind: 'oath-submit-unknown' }
  | { readonly kind: 'oath-submit-rejected'; readonly failure: Failure; readonly evidence: EvidenceItem }
  | { readonly kind: 'oath-job-done'; readonly revoked: number | null; readonly evidence: EvidenceItem }
  | {
      readonly kind: 'oath-job-failed';
      readonly revoked: number | null;
      readonly failure: Failure;
      readonly evidence: EvidenceItem;
    }
  /** PingOne does not know the job (any more). */
  | { readonly kind: 'oath-job-lost'; readonly at: number }
  | { readonly kind: 'oath-job-overdue' }
  | {
      readonly kind: 'oath-read-back';
      /** When the last one was read. */
      readonly at: number;
      /** Still there. */
      readonly present: readonly string[];
      /** PingOne would not say (an answer that is neither "here it is" nor "not found"). */
      readonly unreadable: readonly string[];
      /**
       * How many tokens of the whole job, over all its events, are gone. Absent unless
       * every one of them was read after the job's end.
       */
      readonly jobGone?: number;
      readonly evidence?: EvidenceItem;
    };

import type { Operation } from '../operation.js';
import type { Delay } from './delay.js';
import type { JobFate } from './job-fate.js';

/** `platform` is everything under `/v1`, `authorization` everything under `/as`. */
export type OperationPattern = Operation | 'any' | 'platform' | 'authorization';

/** `after`: PingOne has done it, and yet this is what the client sees. */
export type When = 'before' | 'after';

/** `compress` is one that clients know no more: it is said, and not done. */
export type ContentCoding = 'gzip' | 'deflate' | 'br' | 'zstd' | 'compress';

export type Effect =
  /** An answer of this status. Alone it is what the platform would say; `code` overrides PingOne's code or OAuth's error. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** As a number of seconds unless set. */
      readonly retryAfterFormat?: 'seconds' | 'http-date';
      readonly code?: string;
      readonly message?: string;
      /** `html` and `json` are what a gateway in front of PingOne answers; PingOne's own unless set. */
      readonly body?: 'pingone' | 'html' | 'json' | 'empty';
      readonly when?: When;
    }
  | { readonly kind: 'delay'; readonly ms: Delay; readonly when?: When }
  /** `during` cuts the answer in half. */
  | { readonly kind: 'drop'; readonly when: When | 'during' }
  /** The answer comes in a content coding, which the client has not asked for. */
  | {
      readonly kind: 'encode';
      readonly coding: ContentCoding;
      /** White space behind it, up to so many bytes: little when it is encoded, and as much as you like when it is decoded. */
      readonly padToBytes?: number;
    }
  | ({ readonly kind: 'job' } & JobFate);

/** Something that goes wrong. The rules are asked in order; delays, encodings and fates of jobs add up, the first answer or drop ends the search. */
export interface Rule {
  /** A rule of the same name is replaced. */
  readonly name?: string;
  /** `any` unless set. */
  readonly operation?: readonly OperationPattern[];
  readonly environmentId?: string;
  /** Of the application that calls; of the worker for the platform APIs. */
  readonly clientId?: string;
  /** 1 unless set. The dice are the rule's own: `seed` makes them fall the same way again. */
  readonly probability?: number;
  readonly seed?: number;
  /** So many matching requests are let pass first. */
  readonly skip?: number;
  /** It applies so often, and then no more. */
  readonly times?: number;
  /** It applies until then (ISO 8601). */
  readonly until?: string;
  /** It applies for so long from now. */
  readonly forMs?: number;
  readonly effect: Effect;
}

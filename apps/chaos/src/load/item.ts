import type { DeadLetterCode, FailureCode } from '#libs/contracts';
import type { WriterMessage } from '#libs/kafka';

/** Header of an input record that names its item; the service ignores it. */
export const TAG_HEADER = 'chaos-item';

/** What must become of a record. */
export type Expected =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly code: FailureCode }
  /** A session that never existed: `session-not-found`, or `inferred` where an answer was lost; never a plain `completed`. */
  | { readonly kind: 'unknown-session' }
  | { readonly kind: 'dead-letter'; readonly code: DeadLetterCode };

/** Something to publish, once or again. */
export interface Item {
  readonly tag: string;
  readonly topic: 'userDeprovisioned' | 'sessionTerminated';
  /** Without an id of its own every record of it is another event. */
  readonly eventId?: string;
  readonly expected: Expected;
  /** OATH token ids that it names, existing or not. */
  readonly tokenIds: readonly string[];
  /** Those of them that PingOne never had. */
  readonly missingIds: readonly string[];
  /** Whose sessions are to be gone afterwards, or said to be left. */
  readonly userId?: string;
  readonly message: WriterMessage;
}

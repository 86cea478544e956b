import type { DeadLetterCode, FailureCode } from '#libs/contracts';
import type { WriterMessage } from '#libs/lanes';

/** Header of an input record that names its item; the service ignores it. */
export const TAG_HEADER = 'chaos-item';

/** What must become of a record. */
export type Expected =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly code: FailureCode }
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
  readonly message: WriterMessage;
}

import type { Log } from '#libs/observability';

import type { KafkaSettings } from './settings.js';

export interface WriterMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Epoch milliseconds; now, if absent. */
  readonly timestamp?: number;
  /** Chosen by the key (murmur2) if absent; without a key, at random per call. */
  readonly partition?: number;
}

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface KafkaWriter {
  /** Resolves when all are acknowledged by all in-sync replicas. Repeats only what was not acknowledged; may write twice what was not answered. */
  send(topic: string, messages: readonly WriterMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** Writes outside of transactions: for the command line, the sandbox and tests. */
export async function openWriter(
  _settings: KafkaSettings,
  _options: { readonly log: Log; readonly compression?: Compression },
): Promise<KafkaWriter> {
  throw new Error('not there yet');
}

import type { InboundRecord, ReadResult } from '#libs/contracts';
import type { Draft } from './draft.js';

/** The record that a draft will be; nothing but its place is made up. */
export function recordOf({ key, value, headers }: Draft, topic: string, now: number): InboundRecord {
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
  return {
    topic,
    partition: 0,
    offset: 0n,
    timestamp: now,
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.fromEntries(bytes),
  };
}

/** What is wrong with an event, one line each; empty if nothing is. */
export function complaintsOf(result: ReadResult): readonly string[] {
  switch (result.kind) {
    case 'event':
      return result.time === 'not-understood'
        ? ["its time cannot be understood: the record's timestamp will count instead"]
        : [];
    case 'invalid':
      return result.violations.map(({ field, rule }) => `${field} breaks the rule ${rule}`);
    case 'unreadable':
      return [`${result.message} (${result.code})`];
  }
}

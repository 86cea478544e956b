import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventSubject } from '../src/inbound/inbound-event.js';
import type { KafkaRecord } from '#libs/kafka';
import type { RevocationCompleted } from '../src/outcome/revocation-completed.js';
import type { Violation } from '../src/outcome/failure.js';
import type { EventType } from '../src/vocabulary/event-type.js';

/** The generator runs from the root of the repository, where its compiled form finds the sources too. */
export const REPOSITORY = process.cwd();

/** A record and what reading it must give: used by the tests, the documentation and the AsyncAPI document. */
export interface InboundExample {
  readonly name: string;
  readonly title: string;
  readonly event: EventType;
  readonly options?: { readonly maxTokens: number; readonly maxBytes?: number };
  readonly record: {
    readonly key: string | null;
    readonly headers: Readonly<Record<string, string>>;
    /** An object is written as JSON, a string as it is; null is a tombstone. */
    readonly value?: object | string | null;
    readonly valueBase64?: string;
    readonly fault?: 'undecodable';
  };
  readonly expected:
    | {
        readonly kind: 'event';
        readonly eventId?: string;
        readonly eventSource?: string;
        readonly traceparent?: string;
        readonly data: object;
        /** Name of another example that is the same event. */
        readonly sameAs?: string;
      }
    | {
        readonly kind: 'invalid';
        readonly eventSource?: string;
        readonly code: string;
        readonly violations: readonly Violation[];
        readonly subject?: EventSubject;
      }
    | { readonly kind: 'unreadable'; readonly code: string };
}

interface OutcomeExample {
  readonly name: string;
  readonly title: string;
  readonly outcome: RevocationCompleted;
}

export function inboundExamples(): readonly InboundExample[] {
  return readAll<InboundExample>('inbound');
}

export function outcomeExamples(): readonly OutcomeExample[] {
  return readAll<OutcomeExample>('outcomes');
}

export function recordExampleNamed(name: string): InboundExample {
  return named(inboundExamples(), name);
}

export function outcomeExampleNamed(name: string): OutcomeExample {
  return named(outcomeExamples(), name);
}

function named<T extends { readonly name: string }>(examples: readonly T[], name: string): T {
  const found = examples.find((example) => example.name === name);
  if (found === undefined) {
    throw new Error(`There is no example ${name}`);
  }
  return found;
}

function readAll<T>(folder: string): readonly T[] {
  const path = join(REPOSITORY, 'libs/contracts/examples', folder);
  const files = readdirSync(path).sort();
  return files.map((file) => {
    const content = JSON.parse(readFileSync(join(path, file), 'utf8')) as object;
    return { name: file.replace(/\.json$/, ''), ...content } as T;
  });
}

export function recordOf({ event, record }: InboundExample): KafkaRecord {
  return {
    topic: event,
    partition: 3,
    offset: 42n,
    timestamp: Date.parse('2026-03-02T17:00:00.500Z'),
    key: record.key === null ? null : Buffer.from(record.key),
    value: valueOf(record),
    headers: Object.fromEntries(
      Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)]),
    ),
    ...(record.fault === undefined ? {} : { fault: record.fault }),
  };
}

function valueOf({ value, valueBase64 }: InboundExample['record']): Buffer | null {
  if (valueBase64 !== undefined) {
    return Buffer.from(valueBase64, 'base64');
  }
  if (value === null || value === undefined) {
    return null;
  }
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

import { describe, expect, it } from '@jest/globals';
import { readEvent, type ReadResult } from '#libs/contracts';
import { fakeWorld } from '../../test/fake-world.js';
import { SAMPLES } from './catalogue.js';
import type { ExpectedOutcome, Sample, SampleMessage } from './sample.js';

const world = fakeWorld();
const samples = SAMPLES.map((make) => make(world));
/** Failures that the contracts find; any other is found further on. */
const OF_THE_CONTRACT: readonly ExpectedOutcome['code'][] = ['invalid-event', 'event-type-mismatch'];

function read({ topic, key }: Sample, { value, headers }: SampleMessage): ReadResult {
  const record = {
    topic,
    partition: 0,
    offset: 0n,
    timestamp: world.now(),
    key: Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  };
  return readEvent(record, topic, { maxTokens: 1_000 });
}

function isInvalid({ code }: ExpectedOutcome): boolean {
  return OF_THE_CONTRACT.includes(code);
}

describe('the samples', () => {
  it('have keys and titles of their own, by which their answers are told apart', () => {
    expect(new Set(samples.map(({ key }) => key)).size).toBe(samples.length);
    expect(new Set(samples.map(({ title }) => title)).size).toBe(samples.length);
  });

  it('have titles that fit into the view', () => {
    expect(samples.filter(({ title }) => title.length > 42).map(({ title }) => title)).toEqual([]);
  });

  it.each(samples)('are understood as declared: $title', (sample) => {
    const { expected, messages } = sample;
    for (const message of messages) {
      const result = read(sample, message);
      if (expected.kind === 'dead-letter') {
        expect(result).toMatchObject({ kind: 'unreadable', code: expected.code });
      } else if (isInvalid(expected)) {
        expect(result).toMatchObject({ kind: 'invalid', code: expected.code });
        const violations = result.kind === 'invalid' ? result.violations : [];
        expect(violations.map(({ field, rule }) => `${field} ${rule}`)).toEqual(expected.violations);
      } else {
        expect(result.kind).toBe('event');
      }
    }
  });

  it.each(samples.filter(({ messages }) => messages.length > 1))(
    'that are published several times are one event: $title',
    (sample) => {
      const ids = sample.messages.map((message) => {
        const result = read(sample, message);
        return result.kind === 'event' ? result.event.revocationId : result.kind;
      });
      expect(new Set(ids).size).toBe(1);
    },
  );
});

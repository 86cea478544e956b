import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { REPOSITORY } from '../../support/examples.js';
import { fingerprintOf } from './fingerprint.js';
import { conflictIdOf, derivedEventId, outcomeId, REVOCATION_NAMESPACE, revocationIdOf } from './ids.js';

/** Computed by another implementation of UUIDv5 and SHA-256 (Python's), so that others can rely on them too. */
interface Vectors {
  readonly namespace: string;
  readonly revocationIds: readonly {
    readonly eventSource: string;
    readonly eventId: string;
    readonly revocationId: string;
    readonly outcomeIds: Readonly<Record<string, string>>;
  }[];
  readonly derivedEventIds: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
    readonly fingerprint: string;
    readonly eventId: string;
  }[];
  readonly conflictIds: readonly {
    readonly revocationId: string;
    readonly fingerprint: string;
    readonly conflictId: string;
  }[];
  readonly fingerprints: readonly {
    readonly type: string;
    readonly content: object;
    readonly fingerprint: string;
  }[];
}

const vectors = JSON.parse(
  readFileSync(join(REPOSITORY, 'libs/contracts/examples/ids.json'), 'utf8'),
) as Vectors;

test('The namespace of revocation ids never changes', () => {
  expect(REVOCATION_NAMESPACE).toBe(vectors.namespace);
});

test.each(vectors.revocationIds)('revocation and outcome ids of $eventSource $eventId', (vector) => {
  expect(revocationIdOf(vector.eventSource, vector.eventId)).toBe(vector.revocationId);
  for (const [revision, id] of Object.entries(vector.outcomeIds)) {
    expect(outcomeId(vector.revocationId, Number(revision))).toBe(id);
  }
});

test.each(vectors.derivedEventIds)('the id of an event without one, at offset $offset', (vector) => {
  expect(derivedEventId({ ...vector, offset: BigInt(vector.offset) }, vector.fingerprint)).toBe(
    vector.eventId,
  );
});

test.each(vectors.conflictIds)('the conflict id of $revocationId', (vector) => {
  expect(conflictIdOf(vector.revocationId, vector.fingerprint)).toBe(vector.conflictId);
});

test.each(vectors.fingerprints)('the fingerprint of $type', ({ type, content, fingerprint }) => {
  expect(fingerprintOf(type, content)).toBe(fingerprint);
});

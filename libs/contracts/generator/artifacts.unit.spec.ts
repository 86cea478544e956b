import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { REPOSITORY, inboundExamples, outcomeExampleNamed, outcomeExamples } from '../support/examples.js';
import { violationsOf } from '../src/inbound/check.js';
import { pickKnown } from '../src/inbound/known-data.js';
import type { RevocationCompleted } from '../src/outcome/revocation-completed.js';
import { artifacts } from './artifacts.js';
import { jsonSchemaOf, ROOT_SCHEMAS } from './json-schema.js';

const generated = await artifacts();

describe('what is checked in is what the classes and examples say (npm run contracts)', () => {
  test.each([...generated])('%s', (path, content) => {
    expect(readFileSync(join(REPOSITORY, path), 'utf8')).toBe(content);
  });
});

function validator(name: string): ValidateFunction {
  const root = ROOT_SCHEMAS[name];
  if (root === undefined) {
    throw new Error(`No schema ${name}`);
  }
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  formats.default(ajv);
  return ajv.compile(jsonSchemaOf(name, root));
}

describe('schema and service agree about the examples', () => {
  for (const [name, { type }] of Object.entries(ROOT_SCHEMAS).filter(
    ([name]) => name !== 'revocation.completed',
  )) {
    const validate = validator(name);
    const ofEvent = inboundExamples().filter(({ event }) => event === name);

    test.each(
      ofEvent.flatMap((one) =>
        one.expected.kind === 'event' ? [[one.name, one.expected.data] as const] : [],
      ),
    )('valid: %s', (_, data) => {
      expect(validate(data)).toBe(true);
    });

    const invalid = ofEvent.filter(
      ({ expected }) => expected.kind === 'invalid' && expected.code === 'invalid-event',
    );
    // How long a list may be is a setting, and what headers say is outside of the data: no schema can know it.
    const bySchema = invalid.filter(
      ({ options, expected }) =>
        options === undefined &&
        !('violations' in expected && expected.violations.some(({ rule }) => rule === 'unambiguous')),
    );
    test.each(bySchema.map((one) => [one.name, one.record.value] as const))('invalid: %s', (_, data) => {
      expect(validate(data)).toBe(false);
      expect(violationsOf(type, pickKnown(type, data as Record<string, unknown>), 100)).not.toEqual([]);
    });
  }
});

describe('schema and service agree about anything', () => {
  const uuid = fc.constantFrom(
    '05e84ab4-2a23-43ae-947e-e90fdbe1bbdf',
    '05E84AB4-2A23-43AE-947E-E90FDBE1BBDF',
    '05e84ab4',
    7,
  );
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('jane.doe', 'a\nb', 'x'.repeat(257), 'a/b', '..', 'a b', 'é'),
  );
  const time = fc.constantFrom(
    ...[
      '2026-03-02T17:00:00Z',
      '2026-03-02t17:00:00.25+01:00',
      '2026-02-30T17:00:00Z',
      '2026-03-02',
      '2024-02-29T23:59:59Z',
    ],
    ...['2026-03-02T24:00:00Z', '2026-03-02 17:00:00Z', '2026-13-02T17:00:00Z', 'yesterday'],
  );
  const list = <T>(items: fc.Arbitrary<T>): fc.Arbitrary<T[] | string> =>
    fc.oneof({ weight: 4, arbitrary: fc.array(items, { maxLength: 3 }) }, fc.constant('x'));
  const token = fc.oneof(
    fc.record(
      { token: text, clientId: text, tokenTypeHint: fc.constantFrom('access_token', 'id_token') },
      { requiredKeys: [] },
    ),
    fc.constantFrom<unknown>('token', []),
  );
  const anything = fc.record(
    {
      ...{
        environmentId: uuid,
        userId: uuid,
        username: text,
        externalId: text,
        sessionId: text,
        clientId: text,
      },
      ...{ oathTokenIds: list(uuid), serialNumbers: list(text), tokens: list(token) },
      ...{
        forceUnpair: fc.constantFrom(true, 'true'),
        cause: fc.constantFrom('leave', 'other', ''),
        occurredAt: time,
        initiatedBy: text,
      },
    },
    { requiredKeys: [] },
  );

  test.each(['user.deprovisioned', 'session.terminated'])('%s', (name) => {
    const validate = validator(name);
    const type = ROOT_SCHEMAS[name]?.type ?? Object;
    fc.assert(
      fc.property(anything, (data) => {
        const violations = violationsOf(type, pickKnown(type, data), 100);
        expect([violations, validate(data)]).toEqual([violations, violations.length === 0]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('outcomes', () => {
  const validate = validator('revocation.completed');

  test.each(outcomeExamples().map(({ name, outcome }) => [name, outcome] as const))(
    'the example %s is one',
    (_, outcome) => {
      validate(outcome);
      expect(validate.errors ?? []).toEqual([]);
    },
  );

  test.each([
    ['a count that is left out', ({ revoked: _, ...rest }: RevocationCompleted) => rest],
    ['null where there is no count', (outcome: RevocationCompleted) => ({ ...outcome, userId: null })],
    [
      'a code that is not in the list',
      (outcome: RevocationCompleted) => ({
        ...outcome,
        failure: { code: 'other', message: 'x', retryable: false },
      }),
    ],
    [
      'a step of another kind',
      (outcome: RevocationCompleted) => ({ ...outcome, steps: [{ kind: 'other', status: 'done' }] }),
    ],
  ])('are refused by the schema: %s', (_, change) => {
    expect(validate(change(outcomeExampleNamed('completed').outcome))).toBe(false);
  });
});

describe('the AsyncAPI document', () => {
  const document = JSON.parse(generated.get('docs/reference/asyncapi.json') ?? '') as unknown;
  const text = JSON.stringify(document);

  test('refers only to what it holds', () => {
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.length).toBeGreaterThan(0);
    for (const path of references) {
      const target = path
        .split('/')
        .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
      expect([path, typeof target]).toEqual([path, 'object']);
    }
  });

  test('shows every valid CloudEvent of the examples', () => {
    expect(text).toContain('"user-deprovisioned.binary"');
    expect(text).toContain('"session-terminated.tokens"');
    expect(text).not.toContain('"invalid.uuids"');
  });
});

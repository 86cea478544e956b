import { expect, test } from '@jest/globals';
import { IsDefined, IsOptional, IsString, ValidateIf, validateSync } from 'class-validator';
import fc from 'fast-check';
import type { ContractClass } from '../schema/describe.js';
import { pickKnown } from './known-data.js';
import { certainlyValid } from './quick-check.js';
import { SessionTerminated } from './session-terminated.js';
import { UserDeprovisioned } from './user-deprovisioned.js';

const GOOD = {
  environmentId: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
  userId: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
  username: 'a.person',
  externalId: 'hr-1',
  sessionId: 'session-1',
  clientId: 'app',
  oathTokenIds: ['abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6'],
  serialNumbers: ['A1'],
  tokens: [{ token: 'opaque', clientId: 'app', tokenTypeHint: 'access_token' }, { token: 'another' }],
  forceUnpair: true,
  cause: 'leaver',
  correlationId: 'c-1',
  initiatedBy: 'hr',
  occurredAt: '2026-11-22T12:00:00Z',
};

const bad = fc.oneof(
  fc.constantFrom<unknown>('', 0, 1, [], {}, [[]], [{}], ['x'], [null], [{ token: 7 }], '\u0000', false),
  fc.string(),
  fc.constant([{ token: 'good' }, { token: '', clientId: 'x' }]),
);
/** Some fields good, some bad, some missing. */
const anything = fc.record(
  Object.fromEntries(
    Object.entries(GOOD).map(([field, value]) => [
      field,
      fc.oneof({ arbitrary: fc.constant<unknown>(value), weight: 8 }, { arbitrary: bad, weight: 1 }),
    ]),
  ),
  { requiredKeys: [] },
);

test.each<[string, ContractClass]>([
  ['user.deprovisioned', UserDeprovisioned],
  ['session.terminated', SessionTerminated],
])('The quick check says of %s what class-validator says', (_, type) => {
  const verdicts = new Set<boolean>();
  fc.assert(
    fc.property(anything, (input) => {
      const instance = pickKnown(type, input);
      const isValid = validateSync(instance).length === 0;
      verdicts.add(isValid);
      expect(certainlyValid(instance)).toBe(isValid);
    }),
    { numRuns: 1_000 },
  );
  expect(verdicts).toEqual(new Set([true, false]));
});

class WithoutRules {}

class WithARuleOfAnotherKind {
  @IsDefined()
  @IsOptional()
  readonly name?: string;
}

class WithAConditionOnARule {
  @ValidateIf(() => false)
  @IsString({ groups: ['some'] })
  readonly name?: string;
}

test.each([[WithoutRules], [WithARuleOfAnotherKind], [WithAConditionOnARule]])(
  'is never certain of %p: class-validator is asked',
  (type) => {
    expect(certainlyValid(new type())).toBe(false);
  },
);

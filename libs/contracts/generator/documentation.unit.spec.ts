import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { REPOSITORY } from '../support/examples.js';
import { SessionTerminated } from '../src/inbound/session-terminated.js';
import { TokenRef } from '../src/inbound/token-ref.js';
import { UserDeprovisioned } from '../src/inbound/user-deprovisioned.js';
import { REVOCATION_NAMESPACE } from '../src/identity/ids.js';
import { STEP_STATUSES } from '../src/outcome/step-status.js';
import { DEAD_LETTER_HEADERS } from '../src/publish/dead-letter-message.js';
import { OUTCOME_SCHEMA } from '../src/publish/outcome-message.js';
import { DEAD_LETTER_CODES } from '../src/vocabulary/dead-letter-code.js';
import { FAILURE_CODES } from '../src/vocabulary/failure-code.js';

const page = (name: string): string => readFileSync(join(REPOSITORY, 'docs/reference', name), 'utf8');
const events = page('events.md');
const outcomes = page('outcomes.md');

/** The first column of the table whose header row begins with this. */
function firstColumn(text: string, header: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^\\| ${header} +\\|`).test(line));
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((row) => /`([^`]+)`/.exec(row)?.[1] ?? row);
}

function section(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  expect(start).toBeGreaterThan(0);
  return text.slice(start);
}

describe('The reference has a row for each of the', () => {
  test('failure codes', () => {
    expect(firstColumn(section(outcomes, '### Failure codes'), 'Code')).toEqual(FAILURE_CODES);
  });

  test('dead letter codes', () => {
    expect(firstColumn(section(outcomes, '## Dead letters'), 'Code')).toEqual(DEAD_LETTER_CODES);
  });

  test('statuses of a step', () => {
    expect(firstColumn(section(outcomes, '## Status'), 'Status of a step')).toEqual(STEP_STATUSES);
  });

  test('headers of a dead letter', () => {
    for (const header of Object.values(DEAD_LETTER_HEADERS)) {
      expect(outcomes).toContain(`\`${header}\``);
    }
  });

  test('rules that an event may break', () => {
    const storage = getMetadataStorage();
    const declared = [UserDeprovisioned, SessionTerminated, TokenRef]
      .flatMap((type) => storage.getTargetValidationMetadatas(type, '', true, false))
      .map(({ name }) => name ?? '')
      .filter((name) => name !== '' && name !== 'isOptional');
    const ours = ['isObject', 'arrayMaxSize', 'exactlyOneOf', 'unambiguous', 'eventType'];
    const documented = firstColumn(section(events, '### Rules'), 'Rule');
    expect(new Set(documented)).toEqual(new Set([...declared, ...ours]));
  });

  test('constants that others compute with', () => {
    expect(events).toContain(REVOCATION_NAMESPACE);
    expect(outcomes).toContain(OUTCOME_SCHEMA);
  });
});

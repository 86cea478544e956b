import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DESCRIPTORS } from './calls/descriptors.js';

const page = await readFile(join(import.meta.dirname, '../../../docs/reference/pingone-calls.md'), 'utf8');

describe('the page of calls to PingOne', () => {
  it.each([...Object.keys(DESCRIPTORS), 'worker-token'])('has a row for %s', (operation) => {
    expect(page).toMatch(new RegExp(`^\\| \`${operation}\` +\\|`, 'm'));
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { metricsReference, envExample, settingsReference } from './reference-pages.js';

const ROOT = new URL('../../../../', import.meta.url);
const GENERATED = /<!-- generated -->[\s\S]*<!-- \/generated -->/;

/** Written anew by: UPDATE_REFERENCE=1 npm run jest -- --selectProjects unit --testPathPatterns reference */
describe('The reference is written from the code', () => {
  const pages = [
    {
      page: 'docs/reference/settings.md',
      expected: (now: string) => withGenerated(now, settingsReference()),
    },
    {
      page: 'docs/reference/metrics.md',
      expected: (now: string) => withGenerated(now, metricsReference()),
    },
    { page: '.env.example', expected: () => envExample() },
  ];

  it.each(pages)(
    '$page says what the code does (after a change: UPDATE_REFERENCE=1)',
    ({ page, expected }) => {
      const file = new URL(page, ROOT);
      const now = readFileSync(file, 'utf8');
      if (process.env['UPDATE_REFERENCE'] === '1') {
        writeFileSync(file, expected(now));
      }
      expect(readFileSync(file, 'utf8')).toBe(expected(now));
    },
  );
});

function withGenerated(page: string, part: string): string {
  return page.replace(GENERATED, () => `<!-- generated -->\n\n${part}\n\n<!-- /generated -->`);
}

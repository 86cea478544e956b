import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEvent, type RevocationCompleted } from '#libs/contracts';
import { decodeLedgerRecord } from '#libs/lanes';
import { createMetrics } from '#libs/observability';
import { toOutcome, type Revocation } from '#libs/revocation';
import { anchorsOf, codeSpansOf, columnOf, fencesOf, headingsOf, localLinksOf } from './support/markdown.js';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const json = (text: string): unknown => JSON.parse(text);

const PAGES = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).sort();
const ADRS = PAGES.filter((path) => /^docs\/decisions\/\d{4}-/.test(path));
/** Everything but documentation that a page may quote. */
const SOURCES = globSync(
  ['{apps,libs,test,scripts}/**/*.{ts,mjs}', '*.{json,yml,js,cjs}', '.env.example', 'Dockerfile', '.ci/run'],
  { cwd: ROOT, exclude: (path) => /(^|\/)(node_modules|dist)$|docs\.unit\.spec/.test(path) },
)
  .map(read)
  .join('\n');

/** A value within JSON, by an RFC 6901 pointer. */
function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>>)[name], value);
}

function resolve(page: string, link: string): { readonly file: string; readonly anchor: string } {
  const [path = '', anchor = ''] = link.split('#');
  return { file: path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path)), anchor };
}

describe.each(PAGES)('%s', (path) => {
  const page = read(path);

  it('quotes files as they are', () => {
    for (const { info, code, line } of fencesOf(page)) {
      const [, language, file = '', pointer = ''] =
        /^(\w+) ([\w./-]+\/[\w./-]+)(?:#(\S*))?$/.exec(info) ?? [];
      if (language === 'json') {
        expect({ line, quoted: json(code) }).toEqual({ line, quoted: at(json(read(file)), pointer) });
      } else if (language !== undefined) {
        expect({ line, inFile: read(file).includes(code.trim()) }).toEqual({ line, inFile: true });
      }
    }
  });

  it('links to files and headings that are there', () => {
    const broken = localLinksOf(page).filter(({ target }) => {
      const { file, anchor } = resolve(path, target);
      return !existsSync(join(ROOT, file)) || (anchor !== '' && !anchorsOf(read(file)).has(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names files, scripts, settings and metrics that are there', () => {
    const spans = codeSpansOf(page);
    const files = spans.filter((span) => /^(apps|libs|test|docs|scripts|bench|\.ci)\/[\w./-]+$/.test(span));
    const scripts = spans.flatMap((span) => /^npm run ([\w:]+)/.exec(span)?.[1] ?? []);
    const names = spans.filter((span) => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(span));
    const metrics = spans.filter((span) => /^(revocation|pingone)_[a-z_]+$/.test(span));
    const { scripts: known } = json(read('package.json')) as { scripts: Record<string, string> };
    const metricNames = createMetrics()
      .registry.getMetricsAsArray()
      .map(({ name }) => name);
    expect({
      files: files.filter((file) => !existsSync(join(ROOT, file))),
      scripts: scripts.filter((script) => known[script] === undefined),
      names: names.filter((name) => !SOURCES.includes(name)),
      metrics: metrics.filter((name) => !metricNames.includes(name.replace(/_bucket$/, ''))),
    }).toEqual({ files: [], scripts: [], names: [], metrics: [] });
  });
});

describe('the documentation as a whole', () => {
  it('is reached from the README, page by page', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const { target } of localLinksOf(read(page))) {
        const { file } = resolve(page, target);
        if (file.endsWith('.md') && existsSync(join(ROOT, file))) {
          reached.add(file);
        }
      }
    }
    expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
  });

  it('says nothing that depends on a machine', () => {
    const telling = PAGES.filter((page) => /(^|[\s`(])\/(home|root|work|tmp)\//m.test(read(page)));
    expect(telling).toEqual([]);
  });
});

describe('the README', () => {
  const blocks = fencesOf(read('README.md')).filter(({ info }) =>
    info.startsWith('json libs/contracts/examples/'),
  );

  it('shows an event, and the outcome that answers it', () => {
    const [event, outcome] = blocks.map(({ code }) => json(code));
    const { key, headers, value } = event as {
      readonly key: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly value: { readonly oathTokenIds: readonly string[] };
    };
    const answer = outcome as RevocationCompleted;
    const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
    const result = readEvent(
      {
        topic: answer.origin.topic,
        partition: answer.origin.partition,
        offset: BigInt(answer.origin.offset),
        timestamp: Date.parse(answer.receivedAt),
        key: Buffer.from(key),
        value: Buffer.from(JSON.stringify(value)),
        headers: Object.fromEntries(bytes),
      },
      answer.eventType,
      { maxTokens: 100 },
    );
    expect(result).toMatchObject({
      kind: 'event',
      event: {
        revocationId: answer.revocationId,
        eventId: answer.eventId,
        eventSource: answer.eventSource,
        data: { userId: answer.userId, occurredAt: answer.occurredAt, correlationId: answer.correlationId },
      },
    });
    expect(answer.requested).toBe(value.oathTokenIds.length);
    expect(answer.exposureMs).toBe(Date.parse(answer.completedAt) - Date.parse(answer.occurredAt ?? ''));
  });
});

describe('docs/reference/topics.md', () => {
  const records = fencesOf(read('docs/reference/topics.md')).flatMap(({ info, code }) => {
    const key = /^json ledger (\S+)$/.exec(info)?.[1];
    return key === undefined ? [] : [{ key, value: json(code) }];
  });
  const readRecord = (key: string, value: unknown): ReturnType<typeof decodeLedgerRecord> =>
    decodeLedgerRecord(
      {
        topic: 'revocation.ledger',
        partition: 3,
        offset: 1n,
        timestamp: 0,
        key: Buffer.from(key),
        value: Buffer.from(JSON.stringify(value)),
        headers: {},
      },
      1,
    );

  it('shows a record of each kind that the service reads', () => {
    const kinds = records.map(({ key, value }) => readRecord(key, value)?.kind);
    const all = ['control', 'entry', 'entry', 'loss', 'lost', 'meta', 'owner', 'position', 'replay'];
    expect(kinds.toSorted()).toEqual(all);
  });

  it('shows an open entry that the domain goes on with', () => {
    const open = records.map(
      ({ value }) => value as { readonly state?: string; readonly entry?: Revocation },
    );
    const { entry } = open.find(({ state }) => state === 'open') ?? {};
    expect(entry && toOutcome(entry, { completedAt: entry.receivedAt })).toMatchObject({
      eventId: 'evt-1001',
      requested: 3,
    });
  });
});

describe('docs/how-to/respond-to-alarms.md', () => {
  const page = read('docs/how-to/respond-to-alarms.md');

  it('quotes log lines as the code writes them; … stands for what changes', () => {
    const lines = columnOf(page, 'Log line').flatMap(codeSpansOf);
    const unknown = lines.filter((line) =>
      line.split('…').some((part) => part.trim().length > 3 && !SOURCES.includes(part.trim())),
    );
    expect(lines.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });
});

describe('docs/decisions', () => {
  const index = read('docs/decisions/README.md');

  it('are numbered without a gap, and all of them are in the index under their title', () => {
    expect(ADRS.map((path) => path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4))).toEqual(
      ADRS.map((_, at) => String(at + 1).padStart(4, '0')),
    );
    for (const path of ADRS) {
      const [title = ''] = headingsOf(read(path));
      expect(index).toContain(`[${title}](${path.slice('docs/decisions/'.length)})`);
    }
  });

  it.each(ADRS)('%s says what it must, on one page', (path) => {
    const page = read(path);
    expect(headingsOf(page).slice(1)).toEqual(['Context', 'Decision', 'Consequences', 'Exit criteria']);
    expect(page.split(/\s+/).length).toBeLessThan(800);
    expect(statSync(join(ROOT, path)).size).toBeLessThan(6_000);
  });
});

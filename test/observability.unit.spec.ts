import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { collectProcessMetrics, createMetrics } from '#libs/observability';
import { anchorsOf, headingsOf } from './support/markdown.js';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'deploy/observability');
const RUNBOOK = 'docs/how-to/respond-to-alarms.md';
/** What Prometheus adds by itself for each target. */
const OF_PROMETHEUS = new Map([['up', 'gauge']]);
const RATES = new Set(['Rate', 'Increase', 'Irate']);

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

/** A metric in an expression, and the function over a range of time that is applied to it. */
interface Use {
  readonly name: string;
  readonly over: string | undefined;
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const rules = globSync('rules/*.rules.yml', { cwd: FOLDER })
  .toSorted()
  .flatMap((file) => {
    const { groups } = parse(readFileSync(join(FOLDER, file), 'utf8')) as {
      groups: { rules: Rule[] }[];
    };
    return groups.flatMap((group) => group.rules);
  });
const alerts = rules.filter(({ alert }) => alert !== undefined);
const dashboard = JSON.parse(
  readFileSync(join(FOLDER, 'grafana/dashboards/pingone-revocation.json'), 'utf8'),
) as { readonly panels: readonly Panel[] };
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
/** With a range in place of Grafana's variable. */
const shown = panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')),
);
const expressions = [...rules.map(({ expr }) => expr), ...shown];

/** The type of every metric that there is, by the names that Prometheus stores. */
const known = await (async () => {
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  const recorded = rules.map(({ record }) => record).filter((name) => name !== undefined);
  const types = new Map([...OF_PROMETHEUS, ...recorded.map((name) => [name, 'gauge'] as const)]);
  for (const metric of await metrics.registry.getMetricsAsJSON()) {
    const type = String(metric.type);
    if (type === 'histogram') {
      ['_bucket', '_count', '_sum'].forEach((end) => types.set(`${metric.name}${end}`, 'counter'));
    } else {
      types.set(metric.name, type);
    }
  }
  return types;
})();

function usesOf(expr: string): readonly Use[] {
  const uses: Use[] = [];
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.type.isError) {
        throw new Error(`Not an expression at ${node.from}: ${expr}`);
      }
      if (node.name !== 'VectorSelector') {
        return;
      }
      const name = node.getChild('Identifier');
      uses.push({ name: name ? expr.slice(name.from, name.to) : '', over: rangeFunctionOf(node) });
    },
  });
  return uses;
}

function rangeFunctionOf({ parent }: SyntaxNode): string | undefined {
  if (parent?.name !== 'MatrixSelector') {
    return undefined;
  }
  return parent.parent?.parent?.getChild('FunctionIdentifier')?.firstChild?.name;
}

const runbook = read(RUNBOOK);

describe('Alerts and dashboard', () => {
  it('name only metrics that exist', () => {
    const unknown = expressions.flatMap(usesOf).filter(({ name }) => !known.has(name));
    expect(unknown).toEqual([]);
    expect(expressions.flatMap(usesOf).length).toBeGreaterThan(expressions.length);
  });

  it('take rates of counters only', () => {
    const wrong = expressions
      .flatMap(usesOf)
      .filter(({ name, over }) => RATES.has(over ?? '') && known.get(name) !== 'counter');
    expect(wrong).toEqual([]);
  });

  it('take a counter as it is only to find a series that is new', () => {
    const bare = expressions.filter((expr) =>
      usesOf(expr).some(({ name, over }) => over === undefined && known.get(name) === 'counter'),
    );
    expect(bare.filter((expr) => !expr.includes(' unless '))).toEqual([]);
  });

  it('have a section of the runbook by their name, which they lead to', () => {
    const names = alerts.map(({ alert }) => alert ?? '');
    expect(headingsOf(runbook)).toEqual(expect.arrayContaining(names));
    const anchors = anchorsOf(runbook);
    for (const { alert, annotations } of alerts) {
      expect(annotations?.['runbook']).toBe(`${RUNBOOK}#${alert?.toLowerCase()}`);
      expect(anchors).toContain(alert?.toLowerCase());
    }
  });

  it('say in words what it is and what it means, and whom it wakes', () => {
    for (const { alert, labels, annotations } of alerts) {
      expect({ alert, ...annotations }).toMatchObject({
        summary: expect.stringMatching(/\.$/),
        description: expect.stringMatching(/\.$/),
      });
      expect(['page', 'ticket']).toContain(labels?.['severity']);
    }
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it('show every metric of the service in some panel', async () => {
    const names = new Set(shown.flatMap(usesOf).map(({ name }) => name.replace(/_bucket$/, '')));
    const own = await createMetrics().registry.getMetricsAsJSON();
    expect(own.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });

  it('have panels with an id and a place of their own', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.filter(({ targets }) => !targets?.length)).toEqual([]);
  });
});

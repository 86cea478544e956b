import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { behaviourChange } from './behaviour/behaviour.checks.js';
import { DEFAULT_SETTINGS } from './behaviour/settings.js';
import { FLAGS } from './cli/flags.js';
import { OPERATIONS } from './operation.js';

const page = readFileSync(new URL('../../../docs/reference/simulator.md', import.meta.url), 'utf8');

/** The rows of the page's tables by their first cell, without its backticks. */
const rows = new Map(
  [...page.matchAll(/^\| `([^`]+)`\s*\|(.*)\|$/gm)].map(([, name = '', rest = '']) => [
    name,
    rest.split('|').map((cell) => cell.trim()),
  ]),
);

describe('docs/reference/simulator.md', () => {
  it.each([...OPERATIONS])('has a row for the operation %s', (operation) => {
    expect(rows.has(operation)).toBe(true);
  });

  it.each(FLAGS.map(({ name, variable }) => [name, variable]))(
    'has a row for --%s and its variable',
    (name, variable) => {
      expect(rows.get(`--${name}`)?.[0]).toBe(`\`${variable}\``);
    },
  );

  const { rateLimits, ...settings } = DEFAULT_SETTINGS;
  const defaults = [
    ...Object.entries(settings),
    ...Object.entries(rateLimits).map(([name, value]) => [`rateLimits.${name}`, value] as const),
  ];
  it.each(defaults)('has a row for the setting %s with its default', (name, value) => {
    expect(rows.get(name)?.[0]).toBe(`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``);
  });

  it.each([
    'name',
    'operation',
    'environmentId',
    'clientId',
    'probability',
    'seed',
    'skip',
    'times',
    'until',
    'forMs',
    'effect',
  ])('has a row for the field %s of a rule', (field) => {
    expect(rows.has(field)).toBe(true);
  });

  it.each(['stuck', 'lost', 'failed', 'short-count', 'miscounted', 'hidden', 'unknown-status', 'slow'])(
    'has a row for the fate %s',
    (fate) => {
      expect([...rows.keys()].some((name) => name.includes(`"fate":"${fate}"`))).toBe(true);
    },
  );

  const recipes = [...page.matchAll(/```json behaviour\n([^]*?)```/g)].map(
    ([, json = ''], index) => [index + 1, json] as const,
  );
  it.each(recipes)('has a recipe %i that the simulator takes', (_, json) => {
    expect(behaviourChange(JSON.parse(json), '')).toMatchObject({ ok: true });
  });
});

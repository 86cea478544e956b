import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import { DEAD_LETTER_CODES } from '#libs/contracts';
import { FINDING_CODES } from '#libs/operations';
import { EXIT } from './cli/cli-error.js';
import { CommandContext } from './context.js';
import { buildProgram } from './program.js';

const docs = (page: string): string => readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8');
const reference = docs('reference/revokerctl.md');

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const program = buildProgram(
  new CommandContext({
    env: {},
    folder: '/',
    stdin: Readable.from([]),
    stdout: nowhere,
    stderr: nowhere,
    signal: new AbortController().signal,
    readFile: () => '',
    isAlive: () => false,
    now: () => 0,
  }),
);

/** The commands that do something, by what one types. */
const COMMANDS = program.commands.flatMap((command): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[command.name(), command]]
    : command.commands.map((child) => [`${command.name()} ${child.name()}`, child] as const),
);

/** From the heading of that name to the next one. */
function section(heading: string): string {
  const [, after = ''] = reference.split(`\n## ${heading}\n`);
  return after.split('\n## ')[0] ?? '';
}

/** The first cells of the table's rows. */
function firstCells(text: string): readonly string[] {
  return [...text.matchAll(/^\| `?([^|`]+?)`? *\|/gm)].map(([, cell = '']) => cell.trim());
}

describe('the reference of revokerctl', () => {
  test.each(COMMANDS)('explains %s, and each of its options', (name, command) => {
    const text = name === 'validate' || name === 'plan' ? section(name) + section('publish') : section(name);
    const options = command.options.map(({ long }) => long ?? '').filter((long) => long !== '--json');
    expect(text).not.toBe('');
    expect(options.filter((option) => !text.includes(`\`${option}\``))).toEqual([]);
  });

  test('The reference of revokerctl lists every command at the top', () => {
    const top = reference.split('\n## ')[0] ?? '';
    expect(COMMANDS.filter(([name]) => !top.includes(`\`${name}\``))).toEqual([]);
  });

  test('The reference of revokerctl has every exit code', () => {
    expect(firstCells(section('Exit codes')).filter((cell) => /^\d+$/.test(cell))).toEqual(
      Object.values(EXIT).map(String),
    );
  });
});

test('The page about audits explains every finding', () => {
  const cells = firstCells(docs('how-to/audit.md'));
  expect(cells.filter((cell) => cell in FINDING_CODES)).toEqual(Object.keys(FINDING_CODES));
});

test('The page about dead letters explains every reason', () => {
  const cells = firstCells(docs('how-to/deal-with-dead-letters.md'));
  const codes: readonly string[] = DEAD_LETTER_CODES;
  expect(cells.filter((cell) => codes.includes(cell))).toEqual(codes);
});

test('Every command has examples of its own', () => {
  for (const [name, command] of COMMANDS) {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    expect({ name, hasExamples: help.includes('\nExamples:\n  revokerctl ') }).toEqual({
      name,
      hasExamples: true,
    });
    expect({ name, isItsOwn: help.includes(`  revokerctl ${name}`) }).toEqual({ name, isItsOwn: true });
  }
});

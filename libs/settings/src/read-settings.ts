import { Secret } from '#libs/redaction';
import { validateSettings } from './environment.dto.js';
import { contentOf, secretText, type Environment, type ReadFile } from './files.js';
import type { Findings, Problem } from './findings.js';
import { SETTINGS, VARIABLE_NAMES, type SettingName, type SettingValues } from './table/settings-table.js';
import type { Setting } from './table/setting.js';

/**
 * The named settings as checked values. What breaks its rule is left out, and
 * `findings` says so: ask it before you use a value.
 */
export function readSettings<const Name extends SettingName>(
  names: readonly Name[],
  env: Environment,
  readFile: ReadFile,
  findings: Findings,
): SettingValues<Name> {
  const values: Partial<Record<Name, unknown>> = {};
  for (const name of names) {
    const { reads, default: usual }: Setting = SETTINGS[name];
    // Set to nothing is not set: `FOO=${FOO:-}` in a compose file must not mean an empty name.
    const text = reads === 'secret' ? secretText(env, name, readFile, findings) : env[name]?.trim() || usual;
    if (text !== undefined) {
      values[name] = convert(text, reads, (path) => contentOf(path, name, readFile, findings));
    }
  }
  validateSettings(names, values, findings);
  const sound = names.filter((name) => findings.isSound(name)).map((name) => [name, values[name]] as const);
  return Object.fromEntries(sound) as SettingValues<Name>;
}

function convert(
  text: string,
  reads: Setting['reads'],
  contentAt: (path: string) => string | undefined,
): unknown {
  switch (reads) {
    case 'text':
    case 'path':
      return text;
    case 'integer':
      return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'secret':
      return new Secret(text);
    case 'file':
      return contentAt(text);
    case 'secret-file': {
      const content = contentAt(text);
      return content === undefined ? undefined : new Secret(content);
    }
  }
}

/** A line each, with a name and a rule. */
export function describeProblems(problems: readonly Problem[]): string {
  return problems.map(({ name, rule }) => `  ${name} ${rule.replaceAll('`', '')}`).join('\n');
}

/** As in the reference, whichever step found them. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const place = ({ name }: Problem): number => VARIABLE_NAMES.indexOf(name);
  return problems.toSorted((a, b) => place(a) - place(b));
}

import { Secret } from '#libs/redaction';
import { contentOf, Findings, secretText, type ReadFile } from '#libs/settings';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Rule {
  /** Completes "must be …". */
  readonly rule: string;
  readonly holds: (value: string) => boolean;
}

export const ANYTHING: Rule = { rule: 'any text', holds: () => true };

/**
 * Reads settings by the names, rules and defaults of docs/reference/settings.md,
 * and keeps everything that is wrong until `finish` says it at once: names and
 * rules, never a value (P6).
 */
export class SettingReader {
  readonly findings = new Findings();

  constructor(
    private readonly env: Environment,
    private readonly readFile: ReadFile,
  ) {}

  /** Set to nothing is not set. What breaks its rule counts as not set, too. */
  text(name: string, { rule, holds }: Rule): string | undefined {
    const value = this.env[name]?.trim() || undefined;
    if (value === undefined || holds(value)) {
      return value;
    }
    this.findings.problem(name, `must be ${rule}`);
    return undefined;
  }

  required(name: string, rule: Rule): string {
    const value = this.text(name, rule);
    if (value === undefined) {
      this.findings.problem(name, `is missing: it must be ${rule.rule}`);
    }
    return value ?? '';
  }

  choice<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const holds = (value: string): boolean => values.some((known) => known === value);
    return this.text(name, { rule: `one of ${values.join(', ')}`, holds }) as Value | undefined;
  }

  whole(name: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.text(name, {
      rule: `a whole number from ${min} to ${max}`,
      holds: (text) => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max,
    });
    return value === undefined ? undefined : Number(value);
  }

  list(name: string, rule: Rule): readonly string[] | undefined {
    const holds = (value: string): boolean => itemsOf(value).length > 0 && itemsOf(value).every(rule.holds);
    const value = this.text(name, { rule: rule.rule, holds });
    return value === undefined ? undefined : itemsOf(value);
  }

  flag(name: string): boolean {
    return this.choice(name, ['true', 'false']) === 'true';
  }

  /** From the variable, or from the file that `<name>_FILE` names. */
  secret(name: string): Secret | undefined {
    return secretOf(secretText(this.env, name, this.readFile, this.findings));
  }

  path(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  /** The content of the file that the setting names. */
  content(name: string): string | undefined {
    const path = this.path(name);
    return path === undefined ? undefined : contentOf(path, name, this.readFile, this.findings);
  }

  secretContent(name: string): Secret | undefined {
    return secretOf(this.content(name));
  }

  /** @throws CliError that says everything that is wrong */
  finish(): void {
    const { problems } = this.findings;
    if (problems.length > 0) {
      const lines = problems.map(({ name, rule }) => `  ${name} ${rule}`);
      throw new CliError(
        EXIT.usage,
        ['The settings are wrong (docs/reference/settings.md explains each):', ...lines].join('\n'),
      );
    }
  }
}

const secretOf = (text: string | undefined): Secret | undefined =>
  text === undefined ? undefined : new Secret(text);

function itemsOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

import { Secret } from '#libs/observability';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Gives the text of a file or throws, as `readFileSync(path, 'utf8')` does. */
export type ReadFile = (path: string) => string;

interface Rule {
  /** Completes "must be …". */
  readonly rule: string;
  readonly holds: (value: string) => boolean;
}

/**
 * Reads settings by the names, rules and defaults of docs/reference/settings.md,
 * and keeps everything that is wrong until `finish` says it at once: names and
 * rules, never a value (P6).
 */
export class SettingReader {
  readonly #problems = new Map<string, string>();

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
    this.problem(name, `must be ${rule}`);
    return undefined;
  }

  required(name: string, rule: Rule): string {
    const value = this.text(name, rule);
    if (value === undefined) {
      this.problem(name, `is missing: it must be ${rule.rule}`);
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

  /** From the variable, or from the file that `<name>_FILE` names. */
  secret(name: string): Secret | undefined {
    const value = this.env[name] || undefined;
    const file = `${name}_FILE`;
    if (this.path(file) === undefined) {
      return value === undefined ? undefined : new Secret(value);
    }
    if (value !== undefined) {
      this.problem(name, `must not be set together with ${file}: keep one of them`);
      return undefined;
    }
    const content = this.content(file)?.replace(/\r?\n$/, '');
    if (content === '') {
      this.problem(file, 'must be a file that is not empty');
    }
    return content ? new Secret(content) : undefined;
  }

  path(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  /** The content of the file that the setting names. */
  content(name: string): string | undefined {
    const path = this.path(name);
    if (path === undefined) {
      return undefined;
    }
    try {
      return this.readFile(path);
    } catch (error) {
      // Where a secret was put in by mistake, its "path" is the secret.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      this.problem(name, `must be the path of a file that can be read (${code})`);
      return undefined;
    }
  }

  /** The first problem of a setting is the one to mend first. */
  problem(name: string, rule: string): void {
    if (!this.#problems.has(name)) {
      this.#problems.set(name, rule);
    }
  }

  /** Whether none of these has a problem: what compares settings asks this first. */
  isSound(...names: readonly string[]): boolean {
    return !names.some((name) => this.#problems.has(name));
  }

  /** @throws CliError that says everything that is wrong */
  finish(): void {
    if (this.#problems.size > 0) {
      const lines = [...this.#problems].map(([name, rule]) => `  ${name} ${rule}`);
      throw new CliError(
        EXIT.usage,
        ['The settings are wrong (docs/reference/settings.md explains each):', ...lines].join('\n'),
      );
    }
  }
}

function itemsOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

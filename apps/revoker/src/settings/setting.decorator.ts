import 'reflect-metadata';
import { IsDefined, IsOptional, type ValidationOptions } from 'class-validator';

/**
 * How the text of a variable becomes a value:
 * - `text` as it is; `integer`, `flag`, `list` (commas) converted;
 * - `secret` wrapped at once, and also taken from the file named by `…_FILE`;
 * - `file` and `secret-file` are the path of a file and give its content, `path` stays a path.
 */
export type Reads = 'text' | 'integer' | 'flag' | 'list' | 'secret' | 'file' | 'secret-file' | 'path';

/**
 * A check of the value. It fails with the setting's rule, unless it has a more precise message of its own.
 */
export type Check = (options: ValidationOptions) => PropertyDecorator;

/** What a setting is, in words. The start-up messages, the reference and `.env.example` all speak these. */
export interface SettingWords {
  readonly meaning: string;
  /** Completes "must be …". */
  readonly rule: string;
  /** As one would write it into the environment. */
  readonly default?: string;
  /** What happens without it, where that is neither a default nor a refusal. */
  readonly unset?: string;
  readonly required?: true;
  /** For `.env.example`, where there is no default. Never a real value. */
  readonly example?: string;
}

export interface SettingDescription extends SettingWords {
  readonly name: string;
  readonly group: string;
  readonly reads: Reads;
}

const DESCRIPTIONS = Symbol('descriptions of settings');

/** Declares a property of the environment: how it is read, what it means, what is checked. */
export function Setting(
  group: string,
  reads: Reads,
  words: SettingWords,
  ...checks: readonly Check[]
): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    Reflect.defineMetadata(DESCRIPTIONS, [...descriptions(target), { ...words, name, group, reads }], target);
    const presence = words.required
      ? IsDefined({ message: `is missing: it must be ${words.rule}` })
      : IsOptional();
    presence(target, property);
    for (const check of checks) {
      check({ message: `must be ${words.rule}` })(target, property);
    }
  };
}

/** All settings of a class, in the order of their declaration. */
export function describeSettings(environment: { readonly prototype: object }): readonly SettingDescription[] {
  return descriptions(environment.prototype);
}

function descriptions(target: object): readonly SettingDescription[] {
  return (Reflect.getMetadata(DESCRIPTIONS, target) ?? []) as readonly SettingDescription[];
}

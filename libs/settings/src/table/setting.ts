import type { ValidationOptions } from 'class-validator';

/**
 * How the text of a variable becomes a value:
 * - `text` as it is; `integer`, `flag`, `list` (commas) converted;
 * - `secret` wrapped at once, and also taken from the file named by `…_FILE`;
 * - `file` and `secret-file` are the path of a file and give its content, `path` stays a path.
 */
type Reads = 'text' | 'integer' | 'flag' | 'list' | 'secret' | 'file' | 'secret-file' | 'path';

/**
 * A check of the value by class-validator. It fails with the setting's rule,
 * unless it has a more precise message of its own.
 */
export type Check = (options: ValidationOptions) => PropertyDecorator;

/** What a setting without a value does: it is refused, has a default, or means something by itself. */
type Presence =
  | { readonly required: true; readonly default?: undefined; readonly unset?: undefined }
  /** As one writes it into the environment. */
  | { readonly default: string; readonly required?: undefined; readonly unset?: undefined }
  | { readonly unset: string; readonly required?: undefined; readonly default?: undefined };

/** What a setting is, in words. The start-up messages, the reference and `.env.example` all use these. */
export type SettingWords = Presence & {
  readonly meaning: string;
  /** For `.env.example`, where there is no default. Never a real value. */
  readonly example?: string;
};

export type Setting<Value = unknown> = SettingWords & {
  /** Completes "must be …". */
  readonly rule: string;
  readonly reads: Reads;
  readonly checks: readonly Check[];
  /** Never set: it carries the type of the value. */
  readonly value?: Value;
};

/** A value that has no default and may be left out is undefined then. */
export type Present<Value, Words extends SettingWords> = Words extends { readonly unset: string }
  ? Value | undefined
  : Value;

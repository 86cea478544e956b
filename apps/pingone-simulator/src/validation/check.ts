/** What is wrong, in words that follow the name of the field: "must be …". */
export interface Problem {
  /** As a path: `rules[0].effect.status`. */
  readonly field: string;
  readonly rule: string;
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a value that came from outside. */
export type Check<T> = (value: unknown, field: string) => Checked<T>;

export const valid = <T>(value: T): Checked<T> => ({ ok: true, value });

export const problem = (field: string, rule: string): Checked<never> => ({
  ok: false,
  problems: [{ field, rule }],
});

/** "a, b or c" */
export const orList = (names: readonly (string | number)[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}` : names.join('');

const range = ({ min, max }: { readonly min: number; readonly max?: number }): string =>
  max === undefined ? `${min} or more` : `from ${min} to ${max}`;

export const number =
  (bounds: { readonly min: number; readonly max?: number }): Check<number> =>
  (value, field) =>
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= bounds.min &&
    value <= (bounds.max ?? Infinity)
      ? valid(value)
      : problem(field, `must be a number, ${range(bounds)}`);

export const integer =
  (bounds: { readonly min: number; readonly max?: number }): Check<number> =>
  (value, field) =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= bounds.min &&
    value <= (bounds.max ?? Infinity)
      ? valid(value)
      : problem(field, `must be an integer, ${range(bounds)}`);

export const oneOf =
  <const T extends string | number>(...choices: readonly T[]): Check<T> =>
  (value, field) => {
    const choice = choices.find((candidate) => candidate === value);
    return choice === undefined ? problem(field, `must be ${orList(choices)}`) : valid(choice);
  };

export const text: Check<string> = (value, field) =>
  typeof value === 'string' && value !== ''
    ? valid(value)
    : problem(field, 'must be a string that is not empty');

export const flag: Check<boolean> = (value, field) =>
  typeof value === 'boolean' ? valid(value) : problem(field, 'must be true or false');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** In lower case, as PingOne writes ids. */
export const uuid: Check<string> = (value, field) =>
  typeof value === 'string' && UUID.test(value)
    ? valid(value.toLowerCase())
    : problem(field, 'must be a UUID');

export const instant: Check<string> = (value, field) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value))
    ? valid(value)
    : problem(field, 'must be a time in ISO 8601');

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value, field) => {
    if (value === null) {
      return valid(null);
    }
    const checked = check(value, field);
    return checked.ok
      ? checked
      : {
          ok: false,
          problems: checked.problems.map(({ field: at, rule }) => ({ field: at, rule: `${rule}, or null` })),
        };
  };

export const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value, field) => {
    if (!Array.isArray(value)) {
      return problem(field, 'must be an array');
    }
    const checked = value.map((item: unknown, index) => check(item, `${field}[${index}]`));
    const problems = checked.flatMap((item) => (item.ok ? [] : item.problems));
    return problems.length > 0
      ? { ok: false, problems }
      : valid(checked.flatMap((item) => (item.ok ? [item.value] : [])));
  };

/** The first check that fits; if none does, `rule` says what would. */
export const either =
  <T, U>(first: Check<T>, second: Check<U>, rule: string): Check<T | U> =>
  (value, field) => {
    const attempt = first(value, field);
    if (attempt.ok) {
      return attempt;
    }
    // Something of the second's kind deserves the second's own words.
    return typeof value === 'object' && value !== null ? second(value, field) : problem(field, rule);
  };

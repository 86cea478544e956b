import { orList, problem, valid, type Check, type Checked, type Problem } from './check.js';

type Fields<T> = { readonly [Key in keyof T]-?: Check<Exclude<T[Key], undefined>> };
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const join = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

/**
 * An object of these fields and no others: a switch that is misspelt must not be
 * a switch that silently does nothing.
 */
export const object =
  <T extends object>(fields: Fields<T>, required: readonly (keyof T & string)[] = []): Check<T> =>
  (value, field): Checked<T> => {
    if (!isObject(value)) {
      return problem(field === '' ? 'body' : field, 'must be an object');
    }
    const problems: Problem[] = [];
    const result: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) {
        problems.push({
          field: join(field, name),
          rule: `is not known here: ${orList(Object.keys(fields))} is`,
        });
      }
    }
    for (const [name, check] of Object.entries<Check<unknown>>(fields)) {
      const given = value[name];
      if (given === undefined) {
        if (required.some((key) => key === name)) {
          problems.push({ field: join(field, name), rule: 'is required' });
        }
        continue;
      }
      const checked = check(given, join(field, name));
      if (checked.ok) {
        result[name] = checked.value;
      } else {
        problems.push(...checked.problems);
      }
    }
    return problems.length > 0 ? { ok: false, problems } : valid(result as T);
  };

/** One of several shapes of object, told apart by the value of one field. */
export const tagged =
  <T extends object>(tag: string, shapes: Readonly<Record<string, Check<T>>>): Check<T> =>
  (value, field) => {
    if (!isObject(value)) {
      return problem(field, 'must be an object');
    }
    const name = value[tag];
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    return shape === undefined
      ? problem(join(field, tag), `must be ${orList(Object.keys(shapes))}`)
      : shape(value, field);
  };

/** A rule between the fields of a value that is right otherwise. */
export const where =
  <T>(check: Check<T>, holds: (value: T) => boolean, name: string, rule: string): Check<T> =>
  (value, field) => {
    const checked = check(value, field);
    return !checked.ok || holds(checked.value) ? checked : problem(join(field, name), rule);
  };

import { validateSync, type ValidationError } from 'class-validator';
import type { Violation } from '../outcome/failure.js';
import { exactlyOneOfRules, isListOf, type ContractClass } from '../schema/describe.js';
import { holdsFor } from '../schema/rules.js';
import { certainlyValid } from './quick-check.js';

/** Of one list; the rest says nothing new. */
const MAX_BROKEN_ELEMENTS = 50;

/**
 * Every rule that the data break, by path and name. Lists are bounded before
 * anything looks at their elements.
 */
export function violationsOf(type: ContractClass, data: object, maxTokens: number): readonly Violation[] {
  const fields = data as Record<string, unknown>;
  const found: Violation[] = [...oversized(fields, maxTokens), ...ambiguous(type, fields)];
  const tooLong = new Set(found.map(({ field }) => field));
  const checked = tooLong.size === 0 ? data : without(data, tooLong);
  if (!certainlyValid(checked)) {
    collect(validateSync(checked), checked, '', found);
  }
  return found;
}

function oversized(fields: Readonly<Record<string, unknown>>, maxTokens: number): Violation[] {
  return Object.keys(fields)
    .filter((field) => {
      const value = fields[field];
      return Array.isArray(value) && value.length > maxTokens;
    })
    .map((field) => ({ field, rule: 'arrayMaxSize' }));
}

function ambiguous(type: ContractClass, fields: Readonly<Record<string, unknown>>): Violation[] {
  return exactlyOneOfRules(type)
    .filter((names) => names.filter((name) => fields[name] !== undefined).length !== 1)
    .map((names) => ({ field: names.join('|'), rule: 'exactlyOneOf' }));
}

function without(data: object, fields: ReadonlySet<string>): object {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(data) as object) as object, data);
  for (const field of fields) {
    Reflect.deleteProperty(copy, field);
  }
  return copy;
}

function collect(errors: readonly ValidationError[], parent: object, path: string, into: Violation[]): void {
  for (const { property, constraints, children } of errors) {
    const field = pathOf(parent, path, property);
    const value = (parent as Record<string, unknown>)[property];
    const rules = Object.keys(constraints ?? {});
    if (rules.includes('isArray')) {
      // What is no list breaks every rule about lists and their elements: the first says it all.
      into.push({ field, rule: 'isArray' });
      continue;
    }
    const elements =
      Array.isArray(value) && isListOf(parent, property) ? (value as readonly unknown[]) : undefined;
    for (const rule of rules) {
      const broken = elements === undefined ? [] : brokenElements(rule, elements, field);
      into.push(...(broken.length > 0 ? broken : [{ field, rule: publicName(rule) }]));
    }
    if (children !== undefined && typeof value === 'object' && value !== null) {
      collect(children, value, field, into);
    }
  }
}

function pathOf(parent: object, path: string, property: string): string {
  if (Array.isArray(parent)) {
    return `${path}[${property}]`;
  }
  return path === '' ? property : `${path}.${property}`;
}

/** class-validator's name for "an element is no object" says little to a publisher. */
function publicName(rule: string): string {
  return rule === 'nestedValidation' ? 'isObject' : rule;
}

/** class-validator does not say which element of a list broke a rule. Empty for a rule about the list as a whole. */
function brokenElements(rule: string, list: readonly unknown[], field: string): Violation[] {
  const broken: Violation[] = [];
  for (let index = 0; index < list.length && broken.length < MAX_BROKEN_ELEMENTS; index++) {
    if (holdsFor(rule, list[index]) === false) {
      broken.push({ field: `${field}[${index}]`, rule });
    }
  }
  return broken;
}

import { ValidateBy, ValidateNested, type ValidationOptions } from 'class-validator';
import { noteList, noteNested, type ContractClass } from './describe.js';

/**
 * The rules of the contracts. The name of a rule is public: violations carry
 * it, and the generator of the schemas looks its schema up by it.
 */
export type RuleName =
  | 'isText'
  | 'isUuid'
  | 'isToken'
  | 'isSessionId'
  | 'isSerialNumber'
  | 'isSha256'
  | 'isOffset'
  | 'isTimestamp'
  | 'isCount';

// No look-behind, no \p{…}: the patterns are published in the JSON Schemas and must run in any validator.
const PATTERNS = {
  /** RFC 9562 layout in either case; versions are PingOne's business. */
  isUuid: /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/,
  /** RFC 6749 appendix A.12 and A.17: visible ASCII and space. */
  isToken: /^[\x20-\x7e]{1,16384}$/,
  /** Opaque, but it becomes a segment of a URL path: no separator, no dot segment. */
  isSessionId: /^(?!\.{1,2}$)[!-.0-[\]-~]{1,256}$/,
  /** PingOne: alphanumeric, at most 50 characters. */
  isSerialNumber: /^[0-9A-Za-z]{1,50}$/,
  isSha256: /^[0-9a-f]{64}$/,
  /** Kafka offsets are 64-bit integers, JSON numbers are not. */
  isOffset: /^[0-9]{1,19}$/,
  /** RFC 3339 section 5.6, with an offset: without one the exposure could not be told. */
  isTimestamp:
    /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
} as const;

interface Each {
  readonly each?: true;
}

function rule(
  name: RuleName,
  constraint: unknown,
  holds: (value: unknown) => boolean,
  options?: Each,
): PropertyDecorator {
  const each = options?.each === true;
  const validation: ValidationOptions = each ? { each } : {};
  // class-validator wants a message; it is never read, since values must stay out of messages (promise P6).
  const validator = { validate: holds, defaultMessage: () => name };
  const decorate = ValidateBy({ name, constraints: [constraint], validator }, validation);
  return (prototype, property) => {
    decorate(prototype, property);
    if (each) {
      noteList(prototype, property);
    }
  };
}

function patternRule(name: keyof typeof PATTERNS, options?: Each): PropertyDecorator {
  const pattern = PATTERNS[name];
  return rule(name, pattern.source, (value) => typeof value === 'string' && pattern.test(value), options);
}

/** 1 to `max` characters without control characters. */
export function IsText(max = 256, options?: Each): PropertyDecorator {
  return rule('isText', textPattern(max).source, (value) => isText(value, max), options);
}

export function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max && TEXT.test(value);
}

const TEXT = textPattern();

function textPattern(max?: number): RegExp {
  return new RegExp(`^[^\\u0000-\\u001f\\u007f]{1,${max ?? ''}}$`);
}

export const IsUuid = (options?: Each): PropertyDecorator => patternRule('isUuid', options);
export const IsToken = (): PropertyDecorator => patternRule('isToken');
export const IsSessionId = (): PropertyDecorator => patternRule('isSessionId');
export const IsSerialNumber = (options?: Each): PropertyDecorator => patternRule('isSerialNumber', options);
export const IsSha256 = (): PropertyDecorator => patternRule('isSha256');
export const IsOffset = (): PropertyDecorator => patternRule('isOffset');

export function IsTimestamp(): PropertyDecorator {
  return rule('isTimestamp', PATTERNS.isTimestamp.source, isTimestamp);
}

export function isTimestamp(value: unknown): value is string {
  return typeof value === 'string' && PATTERNS.isTimestamp.test(value) && isDay(value.slice(0, 10));
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const parsed = Date.parse(date);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(date);
}

/** A number of things, or null where it is not known: an unknown count is never left out, and never 0. */
export function IsCount(): PropertyDecorator {
  return rule(
    'isCount',
    null,
    (value) => value === null || (Number.isSafeInteger(value) && (value as number) >= 0),
  );
}

/** A nested object, or an array of them, of the class(es) given. */
export function Nested(types: () => readonly ContractClass[], options?: Each): PropertyDecorator {
  const validate = ValidateNested(options?.each === true ? { each: true } : {});
  return (prototype, property) => {
    validate(prototype, property);
    noteNested(prototype, property, types);
  };
}

/** Whether one element of a list keeps a rule; undefined for a rule that is not about elements. */
export function holdsFor(name: string, value: unknown): boolean | undefined {
  if (name !== 'isUuid' && name !== 'isSerialNumber') {
    return undefined;
  }
  return typeof value === 'string' && PATTERNS[name].test(value);
}

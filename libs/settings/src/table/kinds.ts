import { IsIn, IsInt, IsUUID, Matches, Max, Min, ValidateBy } from 'class-validator';
import type { Secret } from '#libs/redaction';
import { TOPIC_PATTERN, type TopicName } from './topic-settings.js';
import type { Check, Present, Setting, SettingWords } from './setting.js';

export const DAY_MS = 86_400_000;
export const YEAR_MS = 365 * DAY_MS;

interface Range {
  readonly min: number;
  readonly max: number;
}

type WordsWithRule = SettingWords & { readonly rule: string };

function setting<Value, Words extends SettingWords>(
  reads: Setting['reads'],
  words: Words,
  rule: string,
  ...checks: readonly Check[]
): Setting<Present<Value, Words>> {
  return { ...words, rule, reads, checks };
}

const kind =
  <Value>(reads: Setting['reads']) =>
  <const Words extends WordsWithRule>(words: Words, ...checks: readonly Check[]) =>
    setting<Value, Words>(reads, words, words.rule, ...checks);

export const text = kind<string>('text');
export const list = kind<readonly string[]>('list');
export const secret = kind<Secret>('secret');
export const file = kind<string>('file');
export const secretFile = kind<Secret>('secret-file');
export const path = kind<string>('path');

/* The kinds whose rule follows from their kind. */

export function whole<const Words extends SettingWords>(
  range: Range,
  words: Words,
): Setting<Present<number, Words>> {
  return setting<number, Words>('integer', words, wholeNumber(range), within(range));
}

export function milliseconds<const Words extends SettingWords>(
  range: Range,
  words: Words,
): Setting<Present<number, Words>> {
  return setting<number, Words>('integer', words, `milliseconds, ${wholeNumber(range)}`, within(range));
}

export function flag<const Words extends SettingWords>(words: Words): Setting<Present<boolean, Words>> {
  const rule = '`true` or `false`';
  return setting<boolean, Words>('flag', words, rule, (options) => IsIn([true, false], options));
}

export function choice<const Value extends string, const Words extends SettingWords>(
  values: readonly Value[],
  words: Words,
): Setting<Present<Value, Words>> {
  const rule = `one of ${values.map((value) => `\`${value}\``).join(', ')}`;
  return setting<Value, Words>('text', words, rule, (options) => IsIn(values, options));
}

export function topicName(usual: TopicName, meaning: string): Setting<string> {
  const rule = 'a topic name: up to 249 letters, digits, `.`, `_` and `-`, not only dots; a topic of its own';
  return text({ default: usual, meaning, rule }, matches(TOPIC_PATTERN));
}

const wholeNumber = ({ min, max }: Range): string => `a whole number from ${min} to ${max}`;

const within =
  ({ min, max }: Range): Check =>
  (options) =>
  (target, property) => {
    IsInt(options)(target, property);
    Min(min, options)(target, property);
    Max(max, options)(target, property);
  };

export const matches =
  (pattern: RegExp): Check =>
  (options) =>
    Matches(pattern, options);

/** Any version: the ids are PingOne's, not ours. */
export const uuid: Check = (options) => IsUUID('loose', options);

export const each =
  (check: Check): Check =>
  (options) =>
    check({ ...options, each: true });

/** A check by a function, with a message more precise than the rule if one is given. */
export const holds =
  (name: string, test: (value: string) => boolean, message?: string): Check =>
  (options) =>
    ValidateBy(
      { name, validator: { validate: (value: unknown) => typeof value === 'string' && test(value) } },
      message === undefined ? options : { ...options, message },
    );

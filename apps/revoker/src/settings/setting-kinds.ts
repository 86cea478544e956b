import { IsIn, IsInt, IsUUID, Matches, Max, Min, ValidateBy } from 'class-validator';
import { TOPIC_PATTERN } from '#libs/settings';
import { Setting, type Check, type SettingWords } from './setting.decorator.js';

/** The kinds of settings whose rule follows from their kind. */

type WordsWithoutRule = Omit<SettingWords, 'rule'>;
interface Range {
  readonly min: number;
  readonly max: number;
}

const within =
  ({ min, max }: Range): Check =>
  (options) =>
  (target, property) => {
    IsInt(options)(target, property);
    Min(min, options)(target, property);
    Max(max, options)(target, property);
  };

export function Whole(group: string, range: Range, words: WordsWithoutRule): PropertyDecorator {
  const rule = `a whole number from ${range.min} to ${range.max}`;
  return Setting(group, 'integer', { ...words, rule }, within(range));
}

export function Milliseconds(group: string, range: Range, words: WordsWithoutRule): PropertyDecorator {
  const rule = `milliseconds, a whole number from ${range.min} to ${range.max}`;
  return Setting(group, 'integer', { ...words, rule }, within(range));
}

export function Flag(group: string, words: WordsWithoutRule): PropertyDecorator {
  return Setting(group, 'flag', { ...words, rule: '`true` or `false`' }, (options) =>
    IsIn([true, false], options),
  );
}

export function Choice(group: string, values: readonly string[], words: WordsWithoutRule): PropertyDecorator {
  const rule = `one of ${values.map((value) => `\`${value}\``).join(', ')}`;
  return Setting(group, 'text', { ...words, rule }, (options) => IsIn(values, options));
}

export function TopicName(words: WordsWithoutRule): PropertyDecorator {
  const rule = 'a topic name: up to 249 letters, digits, `.`, `_` and `-`, not only dots; a topic of its own';
  return Setting('Topics', 'text', { ...words, rule }, matches(TOPIC_PATTERN));
}

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

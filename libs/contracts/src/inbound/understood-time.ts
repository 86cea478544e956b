import { isTimestamp } from '../schema/rules.js';

/** A date, a time of the day with or without seconds, and an offset from UTC, as serialisers write them. */
const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s?(?:([Zz])|([+-]\d{2}):?(\d{2})?)(?:\[[^\]]*\])?$/;
const EPOCH = /^\d{10,19}(?:\.\d+)?$/;

/** Units of epoch times by their size, all between 2001 and 2286: no two of them overlap. */
const UNITS = [
  { from: 1e9, to: 1e10, perMs: 1e-3 },
  { from: 1e12, to: 1e13, perMs: 1 },
  { from: 1e15, to: 1e16, perMs: 1e3 },
  { from: 1e18, to: 1e19, perMs: 1e6 },
] as const;

/**
 * A time that is not written as RFC 3339 has it, in its words, if it can mean one
 * moment only: without seconds (Java, on a whole minute), in quotes (Spring's JSON
 * headers), with a leap second or more than nine decimals, as an epoch time
 * (Jackson, Kafka Connect). Undefined for what has no offset, or no meaning.
 */
export function understoodTime(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return ofEpoch(value);
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = unquoted(value.trim());
  if (isTimestamp(text)) {
    return text;
  }
  return EPOCH.test(text) ? ofEpoch(Number(text)) : ofWritten(text);
}

function ofEpoch(value: number): string | undefined {
  const unit = UNITS.find(({ from, to }) => value >= from && value < to);
  return unit && new Date(value / unit.perMs).toISOString();
}

function ofWritten(text: string): string | undefined {
  const [, date, minutes, seconds = '00', decimals, utc, hours, rest = '00'] = WRITTEN.exec(text) ?? [];
  if (date === undefined) {
    return undefined;
  }
  // The last second of a day with a leap second is the one before it, for all that is counted from here.
  const second = seconds === '60' ? '59' : seconds;
  const fraction = decimals === undefined ? '' : `.${decimals.slice(0, 9)}`;
  const offset = utc ? 'Z' : `${hours}:${rest}`;
  const time = `${date}T${minutes}:${second}${fraction}${offset}`;
  return isTimestamp(time) ? time : undefined;
}

function unquoted(text: string): string {
  return text.length > 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** Kafka's timestamps are milliseconds. A producer that gives seconds means a time of today, not of January 1970. */
export function millisecondsOf(timestamp: number): number {
  return timestamp >= 1e9 && timestamp < 1e10 ? timestamp * 1_000 : timestamp;
}

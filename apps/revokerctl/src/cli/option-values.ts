import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const TIME = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/i;

/** A time: RFC 3339 with its zone, a date in UTC, or how long ago (`90s`, `15m`, `2h`, `7d`). Epoch milliseconds. */
export function timeBefore(now: number): (text: string) => number {
  return (text) => {
    const ago = /^(\d+)([smhd])$/.exec(text);
    const at = ago ? now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? NaN) : timeOf(text);
    // Kafka knows no earlier time, and has other meanings for negative ones.
    if (!(at >= 0)) {
      throw new InvalidArgumentError(
        'It must be a time with its zone (2026-03-02T17:00:00Z), or how long ago (15m, 2h, 7d), from 1970 on.',
      );
    }
    return at;
  };
}

/** NaN where it is none. */
function timeOf(text: string): number {
  const [, date = ''] = TIME.exec(text) ?? [];
  // Date.parse takes February 30 for March 2.
  const isInCalendar = Number(date.slice(8)) === new Date(Date.parse(date)).getUTCDate();
  return isInCalendar ? Date.parse(text) : NaN;
}

export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`It must be a whole number, ${range}.`);
    }
    return value;
  };
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

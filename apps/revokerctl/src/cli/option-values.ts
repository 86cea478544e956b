import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time: RFC 3339, a date, or how long ago (`90s`, `15m`, `2h`, `7d`). Epoch milliseconds. */
export function timeBefore(now: number): (text: string) => number {
  return (text) => {
    const ago = /^(\d+)([smhd])$/.exec(text);
    if (ago) {
      return now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? NaN);
    }
    const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(at)) {
      throw new InvalidArgumentError(
        'It must be a time (2026-03-02T17:00:00Z) or how long ago (15m, 2h, 7d).',
      );
    }
    return at;
  };
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

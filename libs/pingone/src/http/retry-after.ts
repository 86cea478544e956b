/** When an answer was given, by two clocks. Epoch milliseconds. */
export interface AnsweredAt {
  /** The answer's own `Date` header, as it was sent. */
  readonly date: string | undefined;
  /** By our clock; taken where the answer has no date. */
  readonly now: number;
}

/**
 * `Retry-After` as milliseconds to wait: seconds or an HTTP date (RFC 9110
 * section 10.2.3), which is measured by the clock that wrote it. Undefined when
 * there is none, none that can be read, or one that is over already.
 */
export function retryAfterMs(value: string | undefined, { date, now }: AnsweredAt): number | undefined {
  const text = value?.trim();
  if (!text) {
    return undefined;
  }
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  const until = timeOf(text);
  const wait = until === undefined ? undefined : until - (timeOf(date) ?? now);
  return wait === undefined || wait < 0 ? undefined : wait;
}

/** Of an HTTP date (in its three forms) or an ISO 8601 date-time; `Date.parse` alone takes `-5` for a date of 2001. */
export function timeOf(date: string | undefined): number | undefined {
  const isDate = date !== undefined && /^\s*([A-Z][a-z]{2,8},? |\d{4}-\d{2}-\d{2}T)/.test(date);
  const time = isDate ? Date.parse(date) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

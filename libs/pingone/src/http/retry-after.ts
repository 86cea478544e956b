/**
 * `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110
 * section 10.2.3). Undefined when there is none, or none that can be read.
 *
 * @param now epoch milliseconds
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) {
    return undefined;
  }
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

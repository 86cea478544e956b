/** PingOne cuts it there; so the evidence must say what PingOne keeps. */
const LONGEST_TRANSACTION_ID = 100;

/** Fit for the header `X-Ping-External-Transaction-Id`: visible ASCII, at most 100 characters. */
export function toTransactionId(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, LONGEST_TRANSACTION_ID);
}

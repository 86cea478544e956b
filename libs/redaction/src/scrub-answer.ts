import { REDACTED } from './secret.js';

const LONGEST_MESSAGE = 300;

const JWT = /eyJ[\w-]{4,}(?:\.[\w-]*){1,4}/g;
const LONG_WORD = /[\w\-.~+/=%]{20,}/g;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * Makes a text of PingOne fit for logs and outcomes (P6): what looks like a
 * token or a secret is replaced, control characters are taken out, and it is cut
 * to 300 characters. Ids (UUIDs) stay: they are what a person searches for.
 *
 * @param known the secrets of the very request, replaced wherever they are echoed
 */
export function scrub(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known.filter((one) => one.length > 0)) {
    clean = clean.replaceAll(secret, REDACTED).replaceAll(encodeURIComponent(secret), REDACTED);
  }
  clean = clean
    .replace(JWT, REDACTED)
    .replace(LONG_WORD, (word) => (looksSecret(word) ? REDACTED : word))
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim();
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE - 1)}…` : clean;
}

/** Letters mixed with digits, or very long; but not an id, nor a path of ids. */
function looksSecret(word: string): boolean {
  const rest = word.replace(UUID, '');
  return rest.length >= 40 || (rest.length >= 16 && /\d/.test(rest) && /[a-z]/i.test(rest));
}

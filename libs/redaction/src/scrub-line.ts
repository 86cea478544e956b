import { SECRET_NAMES } from './secret-names.js';
import { REDACTED, type Secret } from './secret.js';

const NAMES = SECRET_NAMES.join('|');

/**
 * Every pattern is bounded, because what is scrubbed may come from outside. They
 * are applied to lines of JSON, where a line end before a token reads `\n`: that
 * is why none of them asks what stands in front of it.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // JWS and JWE in compact form: base64url of `{"`, then at least one more segment.
  [/eyJ[\w-]{8,4096}\.[\w-]+(?:\.[\w-]*){0,3}/g, REDACTED],
  // RFC 6750, RFC 9449, RFC 7617. A short word after "basic" is English, not base64 of an id and a secret.
  [/(Bearer|DPoP)\s+[\w.~+/-]{8,}=*/gi, `$1 ${REDACTED}`],
  [/(Basic)\s+[\w+/-]{16,}=*/gi, `$1 ${REDACTED}`],
  // Forms and query strings: token=…&client_secret=…
  [new RegExp(`(${NAMES})=[^&\\s"'\\\\]+`, 'gi'), `$1=${REDACTED}`],
  // JSON, also within a string of JSON, where quotes are escaped.
  [new RegExp(`(\\\\?"(?:${NAMES})\\\\?"\\s{0,9}:\\s{0,9}\\\\?")[^"\\\\]+`, 'gi'), `$1${REDACTED}`],
  [/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?/g, REDACTED],
];

/** Shorter ones are likely to be a word that the rest of a text needs. */
const SHORTEST_SECRET = 8;

/**
 * Makes the last line of defence for promise P6: takes out of a text whatever
 * looks like a token or a credential, and every spelling of the given secrets.
 * The first line is not to put them there.
 */
export function createScrubber(secrets: readonly Secret[] = []): (text: string) => string {
  const spellings = secrets
    .map((secret) => secret.reveal())
    .filter((value) => value.length >= SHORTEST_SECRET)
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
    // Longest first: a secret may be the beginning of another one.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const withoutKnown = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, REDACTED), text);
    return PATTERNS.reduce(
      (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
      withoutKnown,
    );
  };
}

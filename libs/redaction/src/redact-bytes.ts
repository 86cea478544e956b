import { isUtf8 } from 'node:buffer';
import { mask } from './secret.js';
import { redactString } from './redact-json.js';

/**
 * Bytes of a record as a text that may be shown. What is no text, or longer than
 * a message may be, is described by its length and hash.
 */
export function redactBytes(bytes: Buffer, maxBytes: number): string {
  if (bytes.length > maxBytes || !isText(bytes)) {
    return describe(bytes);
  }
  const redacted = redactString(bytes.toString('utf8'));
  return Buffer.byteLength(redacted) > maxBytes ? describe(bytes) : redacted;
}

function describe(bytes: Buffer): string {
  return JSON.stringify({
    omitted: isText(bytes) ? 'text' : 'binary',
    bytes: bytes.length,
    content: mask(bytes),
  });
}

/** UTF-8 without control characters but white space: anything else could hide a secret from the patterns. */
function isText(bytes: Buffer): boolean {
  return (
    isUtf8(bytes) &&
    !bytes.some((byte) => (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 0x7f)
  );
}

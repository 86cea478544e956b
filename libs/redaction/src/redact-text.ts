import { mask } from './secret.js';
import { isSecretName, SECRET_WORDS } from './secret-names.js';

/**
 * Replaces in a text that is no JSON whatever may be a secret:
 * - the value behind a name like token or password (`name=…`, `name: …`, `<name>…`);
 * - what follows Bearer, Basic or DPoP, and the user info of a URL;
 * - every run of 20 or more characters of a token's alphabet that is not made of
 *   plain words, numbers, one UUID or a time.
 * In doubt it replaces too much: the original is still where it came from.
 */
export function redactText(text: string): string {
  const hidden: string[] = [];
  // Masks are parked behind a private character until the end, so that no rule sees the hash of another.
  const hide = (secret: string): string =>
    secret === '' ? '' : `\uE000${hidden.push(mask(secret)) - 1}\uE001`;
  let result = plainEscapes(text.replace(/[\uE000\uE001]/g, ''));
  result = hideNamed(result, hide);
  result = result.replace(XML_ELEMENT, (_, tag: string, content: string) => tag + hide(content));
  result = result.replace(SCHEME, (_, scheme: string, credentials: string) => scheme + hide(credentials));
  result = result.replace(USER_INFO, (_, userInfo: string) => `//${hide(userInfo)}@`);
  result = result.replace(RUN, (run) => (isPlain(run) ? run : hide(run)));
  return result.replace(/\uE000(\d+)\uE001/g, (_, index: string) => hidden[Number(index)] ?? '');
}

const SCHEME = /\b((?:bearer|basic|dpop)\s+)([^\s"',;]+)/gi;
const USER_INFO = /\/\/([^\s/@"']{1,512})@/g;
const XML_ELEMENT = new RegExp(
  `(<[\\w:.-]{0,64}(?:${SECRET_WORDS})[^<>]{0,256}>)((?:<!\\[CDATA\\[)?[^<]*)`,
  'gi',
);

/** RFC 6750's b64token with base64url, percent-encoding, colons, and JSON's escapes for them. */
const RUN = /(?:[\w.~+/=%:-]|\\\/|\\u[0-9A-Fa-f]{4}){20,}/g;
const UUID = /(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const WORD = /^(?:[A-Z]?[a-z]{0,15}|[A-Z]{1,15}|\d{1,10}|v\d{1,3})$/;

function isPlain(run: string): boolean {
  return (
    TIME.test(run) ||
    run
      .replace(UUID, '')
      .split(/[._~+/=:-]+/)
      .every((part) => WORD.test(part))
  );
}

/** A broken JSON text may write any letter of a name or a token as an escape. Quote and backslash would change its structure. */
function plainEscapes(text: string): string {
  return text.replace(/\\u00([2-7][0-9a-f])/gi, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return character === '"' || character === '\\' ? escape : character;
  });
}

const NAME_CHARACTERS = /[\w.-]{0,64}$/;

function hideNamed(text: string, hide: (secret: string) => string): string {
  const names = new RegExp(`(?:${SECRET_WORDS})[\\w.\\[\\]-]{0,64}(?:\\\\*["'])?\\s*([:=]>?)\\s*`, 'gi');
  let result = '';
  let at = 0;
  for (let found = names.exec(text); found !== null; found = names.exec(text)) {
    const before = NAME_CHARACTERS.exec(text.slice(Math.max(at, found.index - 64), found.index))?.[0] ?? '';
    const name = before + (/^[\w.-]+/.exec(found[0])?.[0] ?? '');
    if (!isSecretName(name)) {
      continue;
    }
    const start = names.lastIndex;
    const end = endOfValue(text, start, found[1] ?? '');
    result += text.slice(at, start) + hide(text.slice(start, end));
    at = end;
    names.lastIndex = end;
  }
  return result + text.slice(at);
}

/** Never too early: where the end of a value cannot be told, it is the end of the line or of the text. */
function endOfValue(text: string, start: number, separator: string): number {
  const opening = /(\\*)(["'])/y;
  opening.lastIndex = start;
  const quoted = opening.exec(text);
  if (quoted !== null) {
    return endOfQuoted(text, opening.lastIndex, quoted[1]?.length ?? 0, quoted[2] ?? '"');
  }
  if (/[[{(|>]/.test(text.charAt(start))) {
    return text.length;
  }
  const delimiter = separator === '=' ? /[&\r\n]/g : /[\r\n]/g;
  delimiter.lastIndex = start;
  return delimiter.exec(text)?.index ?? text.length;
}

/** A quote with more backslashes than the opening one is part of the value, and so is a doubled one. */
function endOfQuoted(text: string, from: number, escapes: number, quote: string): number {
  let backslashes = 0;
  for (let index = from; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === quote && backslashes <= escapes) {
      if (text.charAt(index + 1) !== quote) {
        return index + 1;
      }
      index++;
    }
    backslashes = character === '\\' ? backslashes + 1 : 0;
  }
  return text.length;
}

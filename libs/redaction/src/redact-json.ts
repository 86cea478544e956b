import { mask, REDACTED } from './secret.js';
import { redactText } from './redact-text.js';
import { describesToken, isSecretName, isTokenList } from './secret-names.js';

/** Nested deeper than any event, JSON within strings counted too. */
const MAX_DEPTH = 24;

/** A double keeps 15 decimal digits for sure: a longer number is no quantity, it may be a secret of digits. */
const MAX_DIGITS = 15;

/** `secret`: below a name like password, nothing is shown. `token-list`: in TokenRefs, only what describes them. */
type Zone = 'open' | 'token-list' | 'secret';

/** Fields that say of an object which secret its other fields hold, as in {"name": "password", "value": "…"}. */
const NAMING_FIELDS = ['name', 'key', 'field', 'header'] as const;

/** The same JSON value with whatever may be a secret replaced, in values, in names of fields and in JSON within strings. */
function redactJson(value: unknown, zone: Zone = 'open', depth = 0): unknown {
  if (depth > MAX_DEPTH) {
    return REDACTED;
  }
  if (typeof value === 'string') {
    return zone === 'open' ? redactString(value, depth) : mask(value);
  }
  if (typeof value === 'number') {
    return zone === 'open' && digitsOf(value) <= MAX_DIGITS ? value : mask(String(value));
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactJson(item, zone, depth + 1));
  }
  if (typeof value === 'object' && value !== null) {
    return redactObject(value, zone, depth);
  }
  return value;
}

/** A text on its own, or a string of JSON: JSON within it is redacted as JSON. */
export function redactString(text: string, depth = 0): string {
  const nested = /^\s*["[{]/.test(text) ? parse(text) : undefined;
  return nested === undefined ? redactText(text) : JSON.stringify(redactJson(nested, 'open', depth + 1));
}

function redactObject(object: object, zone: Zone, depth: number): object {
  const fields = Object.entries(object) as [string, unknown][];
  const inside = zone === 'open' && namesSecret(object) ? 'secret' : zone;
  return Object.fromEntries(
    fields.map(([name, value]) => [
      redactName(name, inside, depth),
      redactJson(value, zoneOf(name, inside), depth + 1),
    ]),
  );
}

function zoneOf(name: string, zone: Zone): Zone {
  switch (zone) {
    case 'secret':
      return 'secret';
    case 'token-list':
      return describesToken(name) ? 'open' : 'secret';
    case 'open':
      return isTokenList(name) ? 'token-list' : isSecretName(name) ? 'secret' : 'open';
  }
}

function redactName(name: string, zone: Zone, depth: number): string {
  if (zone === 'open') {
    return redactString(name, depth + 1);
  }
  return name === 'token' || describesToken(name) ? name : mask(name);
}

function namesSecret(object: object): boolean {
  return NAMING_FIELDS.some((field) => {
    const name = (object as Record<string, unknown>)[field];
    return typeof name === 'string' && isSecretName(name);
  });
}

function digitsOf(value: number): number {
  return String(value).replace(/e.*$/, '').replace(/\D/g, '').length;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

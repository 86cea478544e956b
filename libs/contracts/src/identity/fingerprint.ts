import { hash } from 'node:crypto';

/** They tell of the message, not of what it asks for: an event that is published again may have other ones. */
const OF_THE_MESSAGE: ReadonlySet<string> = new Set(['occurredAt', 'correlationId']);

/** Valid data are two levels deep. What lies deeper is invalid anyway, and must not exhaust the stack. */
const MAX_DEPTH = 4;

/**
 * 32 hex digits of a SHA-256 over the type and the known fields of an event.
 * Key order, layout, unknown fields and the CloudEvents mode make no difference;
 * neither does the order of a list, since every list of the contracts is a set.
 */
export function fingerprintOf(type: string, data: object): string {
  const content: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) {
    if (!OF_THE_MESSAGE.has(field)) {
      content[field] = value;
    }
  }
  return hash('sha256', canonical([type], 0) + canonical(content, 0), 'hex').slice(0, 32);
}

function canonical(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  if (depth === MAX_DEPTH) {
    return '…';
  }
  if (Array.isArray(value)) {
    return `[${value
      .map((item) => canonical(item, depth + 1))
      .sort()
      .join()}]`;
  }
  const fields = value as Record<string, unknown>;
  const names = Object.keys(fields).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(fields[name], depth + 1)}`).join()}}`;
}

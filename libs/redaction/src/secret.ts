import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/** What stands for a secret wherever one was. */
export const REDACTED = '[redacted]';

/**
 * A value that must not be printed (promise P6). String conversion, JSON and
 * `util.inspect` all give `[redacted]`; only `reveal()` gives the value, so that
 * every place that uses a secret can be found by that name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** Shorter ones could be found by trying: their hash would give them away. */
const SHORTEST_HASHED = 20;

/** What stands for a secret: its SHA-256, so that who has it can find it, or nothing of it. */
export function mask(secret: string | Buffer): string {
  if (secret.length < SHORTEST_HASHED) {
    return REDACTED;
  }
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}

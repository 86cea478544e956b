import { inspect } from 'node:util';

const REDACTED = '[redacted]';

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

/** An id or a name that is looked for: compared whole, without regard to case. */
export class SearchTerm {
  readonly #wanted: string;

  constructor(readonly text: string) {
    this.#wanted = text.trim().toLowerCase();
  }

  is(value: unknown): boolean {
    return typeof value === 'string' && value.toLowerCase() === this.#wanted;
  }

  /** Whether some text in the value, however deep, is the one. */
  isIn(value: unknown): boolean {
    if (typeof value === 'object' && value !== null) {
      return Object.values(value).some((member) => this.isIn(member));
    }
    return this.is(value);
  }

  /** Cheaply: whether the bytes may hold it at all. */
  maybeIn(bytes: Buffer | null): boolean {
    return bytes?.toString('utf8').toLowerCase().includes(this.#wanted) ?? false;
  }
}

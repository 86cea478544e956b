const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/**
 * Where a text stops being JSON (RFC 8259), for a person who has written it by hand.
 * The messages of `JSON.parse` quote the text, which may be a secret (P6), and do
 * not always say where.
 */
export function placeOfJsonError(text: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, new Reader(text).firstWrong()).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  firstWrong(): number {
    if (this.#value()) {
      this.#take(SPACE);
    }
    return this.#at;
  }

  /** False: it is wrong from here on. */
  #value(): boolean {
    this.#take(SPACE);
    switch (this.text[this.#at]) {
      case '{':
        return this.#list('}', () => this.#member());
      case '[':
        return this.#list(']', () => this.#value());
      default:
        return this.#take(STRING) || this.#take(NUMBER) || this.#take(WORD);
    }
  }

  #member(): boolean {
    this.#take(SPACE);
    return this.#take(STRING) && this.#mark(':') && this.#value();
  }

  #list(end: string, item: () => boolean): boolean {
    this.#at += 1;
    if (this.#mark(end)) {
      return true;
    }
    while (item()) {
      if (this.#mark(end)) {
        return true;
      }
      if (!this.#mark(',')) {
        return false;
      }
    }
    return false;
  }

  #mark(mark: string): boolean {
    this.#take(SPACE);
    const isThere = this.text[this.#at] === mark;
    this.#at += isThere ? 1 : 0;
    return isThere;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const isThere = pattern.test(this.text);
    this.#at = isThere ? pattern.lastIndex : this.#at;
    return isThere;
  }
}

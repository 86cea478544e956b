import { clearLine, cursorTo } from 'node:readline';
import type { Writable } from 'node:stream';

type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Lines that stay, and a last line that says how things stand. A file or a pipe gets only its last state, once. */
export class Screen {
  #status = '';

  constructor(private readonly output: Output) {}

  line(text: string): void {
    this.#erase();
    this.output.write(`${text}\n`);
    this.#draw();
  }

  /** Takes the place of the status before. */
  status(text: string): void {
    this.#erase();
    this.#status = text;
    this.#draw();
  }

  /** Leaves what is shown. */
  close(): void {
    if (this.#status !== '') {
      this.#erase();
      this.output.write(`${this.#status}\n`);
      this.#status = '';
    }
  }

  #erase(): void {
    if (this.output.isTTY && this.#status !== '') {
      cursorTo(this.output, 0);
      clearLine(this.output, 0);
    }
  }

  /** No longer than the terminal is wide: what wraps cannot be erased. */
  #draw(): void {
    if (this.output.isTTY) {
      this.output.write(this.#status.slice(0, (this.output.columns ?? 80) - 1));
    }
  }
}

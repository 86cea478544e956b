/** What reading sessions back has shown. */
export interface SessionsReadBack {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly gone: number;
  readonly remaining: number;
}

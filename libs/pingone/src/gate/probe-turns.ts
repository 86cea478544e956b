/**
 * Probes of scopes that are closed for one reason tell each other something, so
 * they share their turns: when PingOne is down for twelve operations, one request
 * a second finds out as soon as twelve would.
 */
export class ProbeTurns {
  readonly #nextAt = new Map<string, number>();

  /** Monotonic milliseconds. */
  nextAt(group: string): number {
    return this.#nextAt.get(group) ?? -Infinity;
  }

  /** @param nextAt when the next one is due */
  taken(group: string, nextAt: number): void {
    this.#nextAt.set(group, nextAt);
  }
}

import type { ActiveRevocation } from './active-revocation.js';

/**
 * Which revocation has a token in a job at the moment. The same token in two
 * events waits for its turn, so that two jobs never race for it and it is
 * "never reported as revoked twice" (P3).
 */
export class TokensInFlight {
  readonly #owner = new Map<string, ActiveRevocation>();
  #onReleased: () => void = () => undefined;

  /** @param listener called when tokens have come free */
  onReleased(listener: () => void): void {
    this.#onReleased = listener;
  }

  /** Takes all of them or, where another revocation has one, none. */
  claim(tokenIds: readonly string[], by: ActiveRevocation): boolean {
    const taken = tokenIds.some((id) => {
      const owner = this.#owner.get(id);
      return owner !== undefined && owner !== by && !owner.isLost;
    });
    if (taken) {
      return false;
    }
    for (const id of tokenIds) {
      this.#owner.set(id, by);
    }
    return true;
  }

  release(tokenIds: readonly string[], by: ActiveRevocation): void {
    if (tokenIds.length === 0) {
      return;
    }
    for (const id of tokenIds) {
      if (this.#owner.get(id) === by) {
        this.#owner.delete(id);
      }
    }
    this.#onReleased();
  }
}

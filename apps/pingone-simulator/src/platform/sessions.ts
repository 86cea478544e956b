/** PingOne keeps so many sessions of a user; one more purges the oldest. */
const MAX_SESSIONS_PER_USER = 10;

export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Epoch milliseconds, as are the others. */
  readonly createdAt: number;
  /** An expired session is still listed, and its tokens are dead. */
  readonly expiresAt: number;
}

export type SessionEnd = 'deleted' | 'signed-off' | 'purged' | 'deleted-with-user';

/** The SSO sessions of an environment. A token is alive only while its session is. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #byUser = new Map<string, Session[]>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  all(): readonly Session[] {
    return [...this.#byId.values()];
  }

  /** Newest first, as PingOne lists them. */
  ofUser(userId: string): readonly Session[] {
    return (this.#byUser.get(userId) ?? []).toReversed();
  }

  isAlive(id: string, now: number): boolean {
    const session = this.#byId.get(id);
    return session !== undefined && session.expiresAt > now;
  }

  /** @returns the session that had to make room. */
  add(session: Session): Session | undefined {
    const sessions = this.#byUser.get(session.userId) ?? [];
    const purged = sessions.length >= MAX_SESSIONS_PER_USER ? sessions.shift() : undefined;
    if (purged !== undefined) {
      this.#byId.delete(purged.id);
    }
    sessions.push(session);
    this.#byUser.set(session.userId, sessions);
    this.#byId.set(session.id, session);
    return purged;
  }

  end(id: string): Session | undefined {
    const session = this.#byId.get(id);
    if (session !== undefined) {
      this.#byId.delete(id);
      const others = (this.#byUser.get(session.userId) ?? []).filter((other) => other.id !== id);
      this.#byUser.set(session.userId, others);
    }
    return session;
  }
}

import type { Sessions } from './sessions.js';

export type OAuthTokenKind = 'access' | 'refresh';

/** An OAuth token that this PingOne issued. The claims are kept apart from the token, which may be opaque. */
export interface OAuthToken {
  readonly kind: OAuthTokenKind;
  readonly clientId: string;
  readonly userId?: string;
  /** `sid`; without it, or without `iat`, a token cannot be revoked. */
  readonly sessionId?: string;
  /** Epoch seconds. */
  readonly issuedAt?: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly audience: readonly string[];
}

/** Why a token is no longer honoured. */
export type OAuthTokenState = 'active' | 'revoked' | 'session-ended' | 'expired';

interface Entry {
  readonly token: OAuthToken;
  revoked: boolean;
}

const pair = (sessionId: string, clientId: string): string => `${sessionId} ${clientId}`;

/** Every OAuth token of an environment, by its value: having been issued here is what makes a token valid. */
export class OAuthTokens {
  readonly #byValue = new Map<string, Entry>();
  readonly #bySessionAndClient = new Map<string, Entry[]>();

  get size(): number {
    return this.#byValue.size;
  }

  add(value: string, token: OAuthToken): void {
    const entry: Entry = { token, revoked: false };
    this.#byValue.set(value, entry);
    if (token.sessionId !== undefined) {
      const key = pair(token.sessionId, token.clientId);
      const others = this.#bySessionAndClient.get(key);
      if (others === undefined) {
        this.#bySessionAndClient.set(key, [entry]);
      } else {
        others.push(entry);
      }
    }
  }

  get(value: string): OAuthToken | undefined {
    return this.#byValue.get(value)?.token;
  }

  stateOf(value: string, sessions: Sessions, nowMs: number): OAuthTokenState | undefined {
    const entry = this.#byValue.get(value);
    if (entry === undefined) {
      return undefined;
    }
    const { token, revoked } = entry;
    if (revoked) {
      return 'revoked';
    }
    if (token.sessionId !== undefined && !sessions.isAlive(token.sessionId, nowMs)) {
      return 'session-ended';
    }
    return token.expiresAt * 1000 <= nowMs ? 'expired' : 'active';
  }

  /** One token cannot be revoked alone: it is all of its session and application. @returns how many were revoked by this. */
  revokeAll(
    sessionId: string,
    clientId: string,
    kinds: readonly OAuthTokenKind[],
  ): Readonly<Record<OAuthTokenKind, number>> {
    const counts = { access: 0, refresh: 0 };
    for (const entry of this.#bySessionAndClient.get(pair(sessionId, clientId)) ?? []) {
      if (!entry.revoked && kinds.includes(entry.token.kind)) {
        entry.revoked = true;
        counts[entry.token.kind] += 1;
      }
    }
    return counts;
  }
}

/** What a bearer token of the platform APIs stands for. */
export interface AccessGrant {
  readonly clientId: string;
  readonly kind: 'worker' | 'web';
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Bearer tokens by value: looked up, not verified, which is the stricter check and the faster one. */
export class AccessGrants {
  readonly #byToken = new Map<string, AccessGrant>();

  add(token: string, grant: AccessGrant): void {
    this.#byToken.set(token, grant);
  }

  /** @param authorization the header. */
  find(authorization: string | undefined, now: number): AccessGrant | undefined {
    if (authorization === undefined || !/^bearer /i.test(authorization)) {
      return undefined;
    }
    const grant = this.#byToken.get(authorization.slice('bearer '.length));
    return grant !== undefined && grant.expiresAt > now ? grant : undefined;
  }

  /** As if PingOne had rotated its keys: every token is refused from now on. @returns how many there were. */
  expireAll(): number {
    const { size } = this.#byToken;
    this.#byToken.clear();
    return size;
  }
}

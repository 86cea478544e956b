import { randomUUID } from 'node:crypto';
import type { DeletedBy, Records } from './records.js';
import type { Application } from './applications.js';
import { OAuthTokens } from './oauth-tokens.js';
import type { OathJob } from './oath-jobs.js';
import { OathTokens, type OathToken } from './oath-tokens.js';
import { Sessions, type Session, type SessionEnd } from './sessions.js';
import { Users } from './users.js';

/** How a token that is gone can be read all the same: for so long, and so often. */
export interface Shown {
  readonly forMs: number;
  readonly reads: number;
}

interface Ghost {
  readonly token: OathToken;
  readonly until: number;
  readonly reads: number;
}

/** Everything that one PingOne environment holds. What changes two of its parts at once is a method here. */
export class Environment {
  readonly oathTokens = new OathTokens();
  readonly oathJobs = new Map<string, OathJob>();
  readonly users = new Users();
  readonly sessions = new Sessions();
  readonly oauthTokens = new OAuthTokens();
  readonly #signInsAgain = new Map<string, number>();
  readonly #ghosts = new Map<string, Ghost>();

  constructor(
    readonly id: string,
    readonly applications: ReadonlyMap<string, Application>,
    private readonly records: Records,
    private readonly clock: () => number,
  ) {}

  /** The applications that users sign on to. */
  webApplications(): readonly Application[] {
    return [...this.applications.values()].filter(({ kind }) => kind === 'web');
  }

  /** A device of the type OATH_TOKEN is the pairing of a token with a user: one does not exist without the other. */
  addOathToken(token: OathToken): void {
    this.oathTokens.add(token);
    if (token.pairing !== undefined) {
      this.users.addDevice(token.pairing.userId, {
        id: token.pairing.deviceId,
        type: 'OATH_TOKEN',
        status: 'ACTIVE',
        createdAt: token.pairing.pairedAt ?? token.createdAt,
        serialNumber: token.serialNumber,
      });
    }
  }

  /**
   * Revoking is deleting, and a paired token is unpaired by it.
   *
   * @param shown how it can be read all the same; not at all unless set
   * @returns whether it was there.
   */
  deleteOathToken(
    tokenId: string,
    by: DeletedBy,
    { transactionId, shown }: { readonly transactionId: string | undefined; readonly shown?: Shown },
  ): boolean {
    const token = this.oathTokens.delete(tokenId);
    if (token === undefined) {
      return false;
    }
    if (shown !== undefined && (shown.forMs > 0 || shown.reads > 0)) {
      this.#ghosts.set(tokenId, { token, until: this.clock() + shown.forMs, reads: shown.reads });
    }
    const { pairing } = token;
    if (pairing !== undefined) {
      this.users.removeDevice(pairing.userId, pairing.deviceId);
    }
    this.records.deletions.push({
      at: new Date(this.clock()).toISOString(),
      environmentId: this.id,
      tokenId,
      serialNumber: token.serialNumber,
      ...(pairing === undefined ? {} : { userId: pairing.userId }),
      by,
      ...(transactionId === undefined ? {} : { transactionId }),
    });
    return true;
  }

  /** Reads a token that is gone and still shown. */
  readGhost(tokenId: string, now: number): OathToken | undefined {
    const ghost = this.#ghosts.get(tokenId);
    if (ghost === undefined || (ghost.until <= now && ghost.reads === 0)) {
      return undefined;
    }
    this.#ghosts.set(tokenId, { ...ghost, reads: Math.max(0, ghost.reads - 1) });
    return ghost.token;
  }

  /** With the devices and sessions. @returns whether there was one. */
  deleteUser(userId: string, { keepPairings }: { readonly keepPairings: boolean }): boolean {
    const devices = this.users.devicesOf(userId);
    if (!this.users.delete(userId)) {
      return false;
    }
    for (const { serialNumber } of keepPairings ? [] : devices) {
      this.oathTokens.unpair(serialNumber);
    }
    for (const { id } of this.sessions.ofUser(userId)) {
      this.endSession(id, 'deleted-with-user', undefined);
    }
    return true;
  }

  addSession(session: Session): void {
    const purged = this.sessions.add(session);
    if (purged !== undefined) {
      this.#recordEnd(purged, 'purged', undefined);
    }
  }

  /** @returns whether it was there. */
  endSession(sessionId: string, by: SessionEnd, transactionId: string | undefined): boolean {
    const session = this.sessions.end(sessionId);
    if (session !== undefined) {
      this.#recordEnd(session, by, transactionId);
    }
    return session !== undefined;
  }

  /** As a user does whose browser goes on. So many times at most, and not while disabled. */
  signInAgain(session: Session, most: number): void {
    const { userId } = session;
    const times = this.#signInsAgain.get(userId) ?? 0;
    if (times < most && this.users.get(userId)?.enabled) {
      this.#signInsAgain.set(userId, times + 1);
      const createdAt = this.clock();
      const expiresAt = createdAt + session.expiresAt - session.createdAt;
      this.addSession({ id: randomUUID(), userId, createdAt, expiresAt });
    }
  }

  #recordEnd(session: Session, by: SessionEnd, transactionId: string | undefined): void {
    this.records.endedSessions.push({
      at: new Date(this.clock()).toISOString(),
      environmentId: this.id,
      sessionId: session.id,
      userId: session.userId,
      by,
      ...(transactionId === undefined ? {} : { transactionId }),
    });
  }
}

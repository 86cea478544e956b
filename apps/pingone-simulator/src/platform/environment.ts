import type { DeletedBy, Records } from '../records/records.js';
import type { Application } from './applications.js';
import { OAuthTokens } from './oauth-tokens.js';
import type { OathJob } from './oath-jobs.js';
import { OathTokens, type OathToken } from './oath-tokens.js';
import { Sessions, type Session, type SessionEnd } from './sessions.js';
import { Users } from './users.js';

/** Everything that one PingOne environment holds. What changes two of its parts at once is a method here. */
export class Environment {
  readonly oathTokens = new OathTokens();
  readonly oathJobs = new Map<string, OathJob>();
  readonly users = new Users();
  readonly sessions = new Sessions();
  readonly oauthTokens = new OAuthTokens();

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
        createdAt: token.createdAt,
        serialNumber: token.serialNumber,
      });
    }
  }

  /** Revoking is deleting, and a paired token is unpaired by it. @returns whether it was there. */
  deleteOathToken(tokenId: string, by: DeletedBy, transactionId: string | undefined): boolean {
    const token = this.oathTokens.delete(tokenId);
    if (token === undefined) {
      return false;
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

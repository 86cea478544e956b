import type { JobFate } from '../behaviour/job-fate.js';
import type { Environment } from '../platform/environment.js';
import type { JobStatus } from '../platform/oath-jobs.js';
import type { Deletion, EndedSession, Records, Submit, TokenRevocation } from '../platform/records.js';
import type { Arrival, Traffic, TrafficReport } from './traffic.js';

export interface JobReport {
  readonly id: string;
  readonly environmentId: string;
  readonly clientId: string;
  readonly transactionId?: string;
  readonly forceUnpair: boolean;
  readonly tokenIds: readonly string[];
  readonly status: JobStatus;
  readonly revoked: number;
  readonly reason?: string;
  readonly polls: number;
  readonly submittedAt: string;
  readonly finishedAt?: string;
  readonly fates: readonly JobFate[];
}

export interface SessionReport {
  readonly environmentId: string;
  readonly id: string;
  readonly userId: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface EnvironmentSummary {
  readonly id: string;
  readonly users: number;
  readonly oathTokens: number;
  readonly oathJobs: Readonly<Record<JobStatus, number>>;
  readonly sessions: number;
  readonly oauthTokens: number;
}

export interface StateSummary {
  readonly startedAt: string;
  readonly environments: readonly EnvironmentSummary[];
  readonly deletions: number;
  readonly submits: number;
  readonly revocations: number;
  readonly endedSessions: number;
  readonly requests: number;
  readonly maxInFlight: number;
  readonly maxPerSecond: number;
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

function summaryOf(environment: Environment): EnvironmentSummary {
  const oathJobs: Record<JobStatus, number> = { PENDING: 0, DONE: 0, FAILED: 0 };
  for (const { status } of environment.oathJobs.values()) {
    oathJobs[status] += 1;
  }
  return {
    id: environment.id,
    users: environment.users.size,
    oathTokens: environment.oathTokens.size,
    oathJobs,
    sessions: environment.sessions.size,
    oauthTokens: environment.oauthTokens.size,
  };
}

/** What the simulated PingOne knows of itself: the witness of a test. No token is in it, only SHA-256 of tokens. */
export class State {
  readonly #startedAt: string;

  constructor(
    private readonly environments: ReadonlyMap<string, Environment>,
    private readonly records: Records,
    private readonly traffic: Traffic,
    clock: () => number,
  ) {
    this.#startedAt = iso(clock());
  }

  summary(): StateSummary {
    const { requests, maxInFlight, maxPerSecond } = this.traffic.report();
    return {
      startedAt: this.#startedAt,
      environments: [...this.environments.values()].map(summaryOf),
      deletions: this.records.deletions.length,
      submits: this.records.submits.length,
      revocations: this.records.revocations.length,
      endedSessions: this.records.endedSessions.length,
      requests,
      maxInFlight,
      maxPerSecond,
    };
  }

  /** Which OATH token was deleted when, and by what. */
  deletions(): readonly Deletion[] {
    return [...this.records.deletions];
  }

  jobs(): readonly JobReport[] {
    return [...this.environments.values()].flatMap(({ oathJobs }) =>
      [...oathJobs.values()].map(({ async: _, submittedAt, finishedAt, ...job }) => ({
        ...job,
        submittedAt: iso(submittedAt),
        ...(finishedAt === undefined ? {} : { finishedAt: iso(finishedAt) }),
      })),
    );
  }

  /** Every submit that was accepted, also those whose answer was lost on the way. */
  submits(): readonly Submit[] {
    return [...this.records.submits];
  }

  requests(): TrafficReport {
    return this.traffic.report();
  }

  /** When the last hundred thousand requests came, for callers that count by windows of their own. */
  arrivals(): readonly Arrival[] {
    return this.traffic.arrivals();
  }

  /** Calls of `/as/revoke` by an application that proved who it is. */
  revocations(): readonly TokenRevocation[] {
    return [...this.records.revocations];
  }

  sessions(): readonly SessionReport[] {
    return [...this.environments.values()].flatMap((environment) =>
      environment.sessions.all().map(({ id, userId, createdAt, expiresAt }) => ({
        environmentId: environment.id,
        id,
        userId,
        createdAt: iso(createdAt),
        expiresAt: iso(expiresAt),
      })),
    );
  }

  endedSessions(): readonly EndedSession[] {
    return [...this.records.endedSessions];
  }

  /** Forgets what was counted and recorded, and leaves what PingOne holds. */
  clear(): void {
    this.records.clear();
    this.traffic.clear();
  }
}

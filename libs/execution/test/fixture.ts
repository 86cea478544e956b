import { createHash } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import { createMetrics, silentLog, type Log } from '#libs/observability';
import { Secret } from '#libs/redaction';
import {
  planRevocation,
  type PresentedToken,
  type Revocation,
  type RevocationPolicy,
  type RevocationRequest,
} from '#libs/revocation';
import { eventually } from '../../testbed/src/eventually.js';
import { Guards, type GuardOptions } from '../src/guards/guards.js';
import { ProtectedUsers } from '../src/guards/protected-users.js';
import { boundTo, TokenSealer } from '../src/oauth-tokens/token-sealer.js';
import { noTokenIndex, type TokenIndex } from '../src/lookups/oath-token-index.js';
import { OutcomePublisher } from '../src/in-progress/outcome-publisher.js';
import { RevocationWork } from '../src/revocation-work.js';
import { fakeLane, type FakeLane } from './fake-lane.js';
import type { FakePingOne } from './fake-pingone.js';

export const ENVIRONMENT = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
export const ONE = '00000000-0000-4000-8000-000000000001';
export const TWO = '00000000-0000-4000-8000-000000000002';
const ORIGIN = { topic: 't', partition: 0, offset: '1', key: 'k' };

const sealer = new TokenSealer([new Secret(Buffer.alloc(32, 1).toString('base64'))]);

export const aPolicy = (overrides: Partial<RevocationPolicy> = {}): RevocationPolicy => ({
  defaultEnvironmentId: ENVIRONMENT,
  environmentIds: [ENVIRONMENT],
  maxTokensPerJob: 4,
  jobDeadlineMs: 60_000,
  inDoubtGraceMs: 0,
  maxSubmitsPerGroup: 2,
  lateEventMs: 24 * 3_600_000,
  clockToleranceMs: 300_000,
  credentialsDeadlineMs: 50,
  verify: 'shortfall',
  userSessions: 'leave',
  tokenOwners: 'trust',
  tokenFallback: 'end-session',
  identifyUsers: 'as-needed',
  ...overrides,
});

/** Works that a test has started, and the error lines they wrote: a fault of ours, so no test may leave one. */
export class Works {
  readonly errors: string[] = [];
  readonly #started: RevocationWork[] = [];
  readonly #log: Log = {
    ...silentLog,
    error: (fields, message) => this.errors.push(`${message} ${JSON.stringify(fields)}`),
  };

  start(
    pingone: FakePingOne,
    policy: RevocationPolicy = aPolicy(),
    tokenIndex: TokenIndex = noTokenIndex,
    guards: Partial<GuardOptions> = {},
  ): RevocationWork {
    const log = this.#log;
    const work = new RevocationWork({
      pingone,
      policy,
      sealer,
      tokenIndex,
      publisher: new OutcomePublisher({ topic: 'out', metrics: createMetrics(), log, now: Date.now }),
      guards: new Guards({ protectedUsers: new ProtectedUsers([]), ...guards }, Date.now),
      log,
      // A busy machine stands still for a while now and then.
      writeAheadMs: 1_000,
      notFoundGraceMs: 100,
      retryPauseMs: 1,
      now: Date.now,
      steady: () => performance.now(),
      random: () => 0.5,
    });
    this.#started.push(work);
    return work;
  }

  /** Carries revocations out on a lane of their own, to their outcomes. */
  async carryOut(
    pingone: FakePingOne,
    revocations: readonly Revocation[],
    policy?: RevocationPolicy,
    tokenIndex?: TokenIndex,
  ): Promise<FakeLane> {
    const lane = fakeLane();
    const work = this.start(pingone, policy, tokenIndex);
    work.begin(lane, new Map(), undefined);
    revocations.forEach((revocation) => work.accept(lane, revocation.id, revocation));
    await eventually('every revocation is settled', () => lane.settled.size === revocations.length);
    return lane;
  }

  stop(): void {
    this.#started.splice(0).forEach((work) => work.stop());
  }
}

export function aRevocation(
  id: string,
  asked: Partial<Omit<RevocationRequest, 'event'>> & { readonly event?: Partial<RevocationRequest['event']> },
  policy: RevocationPolicy = aPolicy(),
): Revocation {
  const request: RevocationRequest = {
    origin: ORIGIN,
    oathTokenIds: [],
    serialNumbers: [],
    forceUnpair: true,
    tokens: [],
    receivedAt: Date.now(),
    ...asked,
    event: {
      eventId: id,
      eventSource: '/hr',
      eventType: 'user.deprovisioned',
      environmentId: ENVIRONMENT,
      ...asked.event,
    },
  };
  return planRevocation(request, policy).open(id);
}

/** An opaque access token, sealed. */
export function aToken(token: string, clientId = 'app'): PresentedToken {
  const sealed = sealer.seal(token, boundTo(ORIGIN));
  const sha256 = createHash('sha256').update(token).digest('hex');
  return { sha256, clientId, kind: 'access', ...(sealed === undefined ? {} : { sealed }) };
}

export const outcome = (lane: FakeLane, id: string): RevocationCompleted =>
  lane.settled.get(id)?.summary as RevocationCompleted;

export const submits = (pingone: FakePingOne): readonly string[] =>
  pingone.requests.filter((request) => request.startsWith('submit'));

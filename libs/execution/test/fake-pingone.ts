import {
  type EndSession,
  type Evidence,
  type FoundUser,
  type OathDevice,
  type OathJob,
  type Operation,
  type PingOne,
  type PingOneAnswer,
  type RequestOf,
  type ResultOf,
  scopeName,
  type UserSession,
} from '#libs/pingone';
import { fakeGate, type FakeGate } from './fake-gate.js';

type SubmitFate = 'done' | 'no-answer' | 'lost-request' | 'wait' | 'rejected' | 'failed';

/** What it answers to each operation; a test may put another answer in. */
type Answers = {
  [Op in Operation]: (request: RequestOf<Op>) => Promise<PingOneAnswer<ResultOf<Op>>>;
};

export interface FakePingOne extends PingOne {
  readonly gate: FakeGate;
  readonly answers: Answers;
  readonly existing: Set<string>;
  /** One per request, as `<operation> <what>`. */
  readonly requests: string[];
  /** Token ids of each job that PingOne took. */
  readonly jobs: (readonly string[])[];
  /** What becomes of the next submits; all go well when it is empty. */
  readonly fates: SubmitFate[];
  readonly applications: Set<string>;
  /** Tokens that jobs leave in place without a word. */
  readonly keeps: Set<string>;
  /** Tokens and serial numbers that PingOne will not be asked for: it answers 400. */
  readonly unaskable: Set<string>;
  /** Applications whose credentials are refused. */
  readonly refused: Set<string>;
  /** Answers of the next `/as/revoke` calls; `revoked` when it is empty. */
  readonly revocations: PingOneAnswer<'revoked' | 'unsupported'>[];
  /** By username or external id. */
  readonly users: Map<string, readonly string[]>;
  /** By user id: what the account says of itself. */
  readonly accounts: Map<string, Omit<FoundUser, 'id'>>;
  /** By serial number, ISO 8601. */
  readonly pairedAt: Map<string, string>;
  /** By user id: serial numbers of the paired tokens (null: not shown). The token of serial number `S` has the id `S`. */
  readonly devices: Map<string, readonly (string | null)[]>;
  /** By user id. */
  readonly sessions: Map<string, UserSession[]>;
  /** Answers of the next calls that end a session; all go well when it is empty. */
  readonly endings: ('no-answer' | 'no-answer-but-done')[];
  /** One per request that was not sent after the pre-send check. */
  readonly notSent: string[];
  /** Called before that check: the time that a connection takes. */
  beforeSending: (operation: string) => void;
  /** Called before each request is answered: the place to look at what was durable by then. */
  onRequest: (request: string) => void;
}

/** A PingOne in memory that answers at once, through a gate that is always open. */
export function fakePingOne(existing: readonly string[] = []): FakePingOne {
  const open = new Map<string, { status: OathJob['status']; revoked: number; reason?: string }>();
  const note = (operation: string, what: string, transactionId: string): Evidence => {
    fake.requests.push(`${operation} ${what}`);
    fake.onRequest(`${operation} ${what}`);
    return { operation, at: '2026-01-01T00:00:00.000Z', transactionId };
  };
  const isSent = (operation: string, canSend: () => boolean): boolean => {
    fake.beforeSending(operation);
    const mayGo = canSend();
    if (!mayGo) {
      fake.notSent.push(operation);
    }
    return mayGo;
  };
  const end = (
    operation: string,
    { sessionId, transactionId, canSend }: EndSession,
  ): PingOneAnswer<'ended' | 'not-found'> => {
    if (!isSent(operation, canSend)) {
      return { kind: 'not-sent' };
    }
    const evidence = note(operation, sessionId, transactionId);
    const fate = fake.endings.shift();
    if (fate === 'no-answer') {
      return { kind: 'unknown-outcome', evidence };
    }
    const owner = [...fake.sessions.values()].find((sessions) => sessions.some(({ id }) => id === sessionId));
    owner?.splice(
      owner.findIndex(({ id }) => id === sessionId),
      1,
    );
    return fate
      ? { kind: 'unknown-outcome', evidence }
      : { kind: 'ok', value: owner ? 'ended' : 'not-found', evidence };
  };
  const refusedScopes = new Set<string>();
  const gate = fakeGate(() => [...refusedScopes].map((scope) => ({ ...CLOSED, scope })));
  const fake: FakePingOne = {
    existing: new Set(existing),
    requests: [],
    jobs: [],
    fates: [],
    applications: new Set(['app']),
    keeps: new Set(),
    unaskable: new Set(),
    refused: new Set(),
    revocations: [],
    users: new Map(),
    accounts: new Map(),
    pairedAt: new Map(),
    devices: new Map(),
    sessions: new Map(),
    endings: [],
    notSent: [],
    beforeSending: () => undefined,
    onRequest: () => undefined,
    gate,
    answers: {
      'submit-oath-job': async ({ tokenIds, transactionId, canSend }) => {
        if (!isSent('submit-oath-job', canSend)) {
          return { kind: 'not-sent' };
        }
        const evidence = note('submit-oath-job', tokenIds.join(), transactionId);
        const fate = fake.fates.shift() ?? 'done';
        if (fate === 'wait') {
          return { kind: 'wait', reason: 'unavailable' };
        }
        if (fate === 'rejected') {
          return { kind: 'rejected', httpStatus: 400, message: 'no', evidence };
        }
        if (fate === 'lost-request') {
          return { kind: 'unknown-outcome', evidence };
        }
        fake.jobs.push(tokenIds);
        const revoked =
          fate === 'failed'
            ? 0
            : tokenIds.filter((id) => !fake.keeps.has(id) && fake.existing.delete(id)).length;
        if (fate === 'no-answer') {
          return { kind: 'unknown-outcome', evidence };
        }
        const id = `job-${fake.jobs.length}`;
        open.set(id, { status: fate === 'failed' ? 'FAILED' : 'DONE', revoked, reason: 'bad id' });
        return { kind: 'ok', value: { id, status: 'PENDING', revoked: 0 }, evidence };
      },
      'read-oath-job': async ({ jobId, transactionId }) => {
        const evidence = note('read-oath-job', jobId, transactionId);
        const job = open.get(jobId);
        return job
          ? { kind: 'ok', value: { id: jobId, ...job }, evidence }
          : { kind: 'rejected', httpStatus: 404, pingoneCode: 'NOT_FOUND', message: 'not found', evidence };
      },
      'read-oath-token': async ({ tokenId, transactionId }) => {
        const evidence = note('read-oath-token', tokenId, transactionId);
        if (fake.unaskable.has(tokenId)) {
          return { kind: 'rejected', httpStatus: 400, message: 'no', evidence };
        }
        return { kind: 'ok', value: fake.existing.has(tokenId) ? 'present' : 'gone', evidence };
      },
      'revoke-token': async ({ environmentId, clientId, token, transactionId, canSend }) => {
        if (!isSent('revoke-token', canSend)) {
          return { kind: 'not-sent' };
        }
        const evidence = note('revoke-token', `${clientId} ${token.reveal()}`, transactionId);
        if (fake.refused.has(clientId)) {
          refusedScopes.add(scopeName({ operation: 'revoke-token', environmentId, clientId }));
          return { kind: 'wait', reason: 'credentials-refused' };
        }
        return fake.revocations.shift() ?? { kind: 'ok', value: 'revoked', evidence };
      },
      'find-users': async ({ value, transactionId }) => {
        const evidence = note('find-users', value, transactionId);
        return {
          kind: 'ok',
          value: { items: (fake.users.get(value) ?? []).map((id) => ({ id, ...fake.accounts.get(id) })) },
          evidence,
        };
      },
      'list-devices': async ({ userId, transactionId }) => {
        const evidence = note('list-devices', userId, transactionId);
        const devices = fake.devices.get(userId);
        return devices
          ? {
              kind: 'ok',
              value: { items: devices.map((serial) => device(serial, fake.pairedAt)) },
              evidence,
            }
          : { kind: 'rejected', httpStatus: 404, pingoneCode: 'NOT_FOUND', message: 'not found', evidence };
      },
      'find-oath-token': async ({ serialNumber, transactionId }) => {
        const evidence = note('find-oath-token', serialNumber, transactionId);
        if (fake.unaskable.has(serialNumber)) {
          return { kind: 'rejected', httpStatus: 400, message: 'no', evidence };
        }
        const value = fake.existing.has(serialNumber) ? [{ id: serialNumber, userIds: [] }] : [];
        return { kind: 'ok', value, evidence };
      },
      'list-oath-tokens': async ({ transactionId }) => {
        const evidence = note('list-oath-tokens', '', transactionId);
        return {
          kind: 'ok',
          value: { items: [...fake.existing].map((id) => ({ id, userIds: [] })) },
          evidence,
        };
      },
      'list-sessions': async ({ userId, transactionId }) => {
        const evidence = note('list-sessions', userId, transactionId);
        const sessions = fake.sessions.get(userId);
        return sessions
          ? { kind: 'ok', value: { items: [...sessions] }, evidence }
          : { kind: 'rejected', httpStatus: 404, pingoneCode: 'NOT_FOUND', message: 'not found', evidence };
      },
      'end-session': async (request) => end('end-session', request),
      'end-user-session': async (request) => end('end-user-session', request),
    },
    call: async (operation, permit, request) => {
      gate.use(permit, operation);
      return fake.answers[operation](request);
    },
    hasApplication: (_environmentId, clientId) => fake.applications.has(clientId),
    close: async () => undefined,
  };
  return fake;
}

function device(serialNumber: string | null, pairedAt: ReadonlyMap<string, string>): OathDevice {
  const createdAt = serialNumber === null ? undefined : pairedAt.get(serialNumber);
  return { id: 'd', ...(serialNumber && { serialNumber }), ...(createdAt && { createdAt }) };
}

const CLOSED = { state: 'closed', reason: 'credentials-refused', since: '', forMs: Infinity } as const;

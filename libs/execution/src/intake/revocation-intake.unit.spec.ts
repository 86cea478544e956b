import { describe, expect, it } from '@jest/globals';
import { outcomeId, type EventType, type RevocationCompleted } from '#libs/contracts';
import type { HandlerResult, LaneRecord } from '#libs/lanes';
import { createMetrics, silentLog } from '#libs/observability';
import { Secret } from '#libs/redaction';
import { toOutcome, type Revocation, type RevocationPolicy } from '#libs/revocation';
import { OutcomePublisher } from '../in-progress/outcome-publisher.js';
import { RevocationIntake } from './revocation-intake.js';
import { TokenSealer } from '../oauth-tokens/token-sealer.js';

const ENVIRONMENT = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
const USER = '0b1c2d3e-0000-4000-8000-00000000000a';
const TOKEN_ID = '05e84ab4-2a23-43ae-947e-e90fdbe1bbdf';
const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 86_400_000;

const policy: RevocationPolicy = {
  defaultEnvironmentId: ENVIRONMENT,
  environmentIds: [ENVIRONMENT],
  maxTokensPerJob: 100,
  jobDeadlineMs: 60_000,
  inDoubtGraceMs: 0,
  maxSubmitsPerGroup: 2,
  lateEventMs: DAY,
  clockToleranceMs: 300_000,
  credentialsDeadlineMs: 1_000,
  verify: 'shortfall',
  userSessions: 'leave',
  tokenOwners: 'trust',
  tokenFallback: 'end-session',
  identifyUsers: 'as-needed',
};

const now = (): number => NOW;
const publisher = new OutcomePublisher({ topic: 'out', metrics: createMetrics(), log: silentLog, now });
const intakeWith = (keys: readonly Secret[]): RevocationIntake =>
  new RevocationIntake({
    policy,
    sealer: new TokenSealer(keys),
    publisher,
    topicDeadLetter: 'dead',
    maxTokensPerEvent: 500,
    maxEventAgeMs: 30 * DAY,
    log: silentLog,
    now,
  });
const intake = intakeWith([new Secret(Buffer.alloc(32, 7).toString('base64'))]);

const aRecord = (value: object | string | null, overrides: Partial<LaneRecord> = {}): LaneRecord => ({
  topic: 'user.deprovisioned',
  partition: 3,
  offset: 42n,
  timestamp: NOW,
  key: Buffer.from('key'),
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: {},
  ...overrides,
});
const anEvent = (data: object): object => ({ eventId: 'evt-1', eventSource: '/hr', userId: USER, ...data });

const take = (
  value: object | string | null,
  type: EventType = 'user.deprovisioned',
): HandlerResult<Revocation> => intake.take(aRecord(value), type);

function opened(taken: HandlerResult<Revocation>): Revocation {
  if (taken.kind !== 'work') {
    throw new Error(`expected work, got ${taken.kind}`);
  }
  return taken.open(taken.identity.id);
}

function answered(taken: HandlerResult<Revocation>): RevocationCompleted {
  if (taken.kind !== 'answer') {
    throw new Error(`expected an answer, got ${taken.kind}`);
  }
  return taken.answer(taken.identity.id).summary as RevocationCompleted;
}

describe(RevocationIntake.name, () => {
  it('plans an event that names OATH tokens, forced to unpair unless the event says otherwise', () => {
    const plan = opened(take(anEvent({ oathTokenIds: [TOKEN_ID] })));
    expect(plan).toMatchObject({
      event: { eventId: 'evt-1', eventSource: '/hr', environmentId: ENVIRONMENT, userId: USER },
      origin: { topic: 'user.deprovisioned', partition: 3, offset: '42', key: 'key' },
      receivedAt: NOW,
    });
    expect(plan.steps.at(-1)).toMatchObject({ kind: 'oath-tokens', forceUnpair: true, requested: 1 });
  });

  it('seals tokens the moment they are read, and finds their application in their claims', () => {
    const claims = Buffer.from(JSON.stringify({ client_id: 'app-of-claims', sid: 's', iat: 1 })).toString(
      'base64url',
    );
    const token = `eyJhbGciOiJSUzI1NiJ9.${claims}.canarysignature`;
    const plan = opened(take(anEvent({ tokens: [{ token }] })));
    expect(plan.steps).toContainEqual(
      expect.objectContaining({ kind: 'oauth-token', clientId: 'app-of-claims', sid: 's' }),
    );
    expect(JSON.stringify(plan)).not.toContain('canary');
  });

  it.each([
    [
      'another environment',
      anEvent({ environmentId: USER, oathTokenIds: [TOKEN_ID] }),
      'environment-not-allowed',
    ],
    ['two names of the user', anEvent({ username: 'x', oathTokenIds: [TOKEN_ID] }), 'invalid-event'],
    ['a token id that is no UUID', anEvent({ oathTokenIds: ['nope'] }), 'invalid-event'],
    [
      'an age beyond the memory',
      anEvent({ oathTokenIds: [TOKEN_ID], occurredAt: '2026-10-01T00:00:00Z' }),
      'event-too-old',
    ],
  ])('answers %s at once', (_, value, code) => {
    expect(answered(take(value))).toMatchObject({ status: 'failed', failure: { code }, eventId: 'evt-1' });
  });

  it('takes the age of the record where the event claims a time that is still to come', () => {
    const value = anEvent({ oathTokenIds: [TOKEN_ID], occurredAt: '2027-01-01T00:00:00Z' });
    expect(take(value).kind).toBe('work');
    const old = aRecord(value, { timestamp: NOW - 31 * DAY });
    expect(answered(intake.take(old, 'user.deprovisioned'))).toMatchObject({
      failure: { code: 'event-too-old' },
    });
  });

  it('takes an event whose time has no meaning by the time of its record, and its outcome says so', () => {
    const value = anEvent({ oathTokenIds: [TOKEN_ID], occurredAt: 'yesterday' });
    const plan = opened(take(value));
    expect(plan.origin).toMatchObject({ publishedAt: expect.any(Number), time: 'not-understood' });
    expect(plan.event).not.toHaveProperty('occurredAt');
    expect(toOutcome(plan, { completedAt: NOW })).toMatchObject({
      exposureMs: null,
      warnings: [{ code: 'time-not-understood' }],
    });
  });

  it('counts an answer when it is durable, not before', async () => {
    const metrics = createMetrics();
    const counting = new OutcomePublisher({ topic: 'out', metrics, log: silentLog, now });
    const { steps: _, ...revocation } = opened(take(anEvent({ oathTokenIds: [TOKEN_ID] })));
    const failure = { code: 'internal', message: 'm', retryable: true } as const;
    const settlement = counting.answer({ ...revocation, steps: [] }, failure);
    const outcomes = async (): Promise<readonly unknown[]> => (await metrics.outcomes.get()).values;
    expect(await outcomes()).toEqual([]);
    settlement.committed?.();
    expect(await outcomes()).toMatchObject([{ value: 1, labels: { status: 'failed', code: 'internal' } }]);
  });

  it('answers a session that names neither itself nor a token: there is nothing to revoke', () => {
    const record = { ...aRecord(anEvent({})), topic: 'session.terminated' };
    expect(answered(intake.take(record, 'session.terminated'))).toMatchObject({
      status: 'failed',
      requested: 0,
      failure: { code: 'nothing-to-revoke' },
    });
  });

  it('takes an event of any age that an operator has carried out again, as a new revision', () => {
    const value = anEvent({ oathTokenIds: [TOKEN_ID], occurredAt: '2020-01-01T00:00:00Z' });
    const first = opened(intake.take(aRecord(anEvent({ oathTokenIds: [TOKEN_ID] })), 'user.deprovisioned'));
    const previous = { revocationId: first.id, revision: 2 };
    const replay = { id: 'replay-1', requestedAt: '2026-11-22T00:00:00.000Z', previous };
    expect(opened(intake.take({ ...aRecord(value), replay }, 'user.deprovisioned')).replay).toEqual({
      id: 'replay-1',
      requestedAt: '2026-11-22T00:00:00.000Z',
      revision: 3,
      supersedes: outcomeId(first.id, 2),
    });
  });

  it.each([
    ['just now', NOW, undefined],
    ['as long ago as an event may be in time, by any clock', NOW - DAY - policy.clockToleranceMs, undefined],
    ['longer ago', NOW - DAY - policy.clockToleranceMs - 1, true],
    ['at a time that its record does not say', -1, undefined],
  ])('takes an event that was published %s for late or not, once and for all', (_name, timestamp, isLate) => {
    const record = aRecord(anEvent({ occurredAt: '2026-11-22T00:00:00Z' }), { timestamp });
    expect(opened(intake.take(record, 'user.deprovisioned')).isLate).toBe(isLate);
  });

  it('passes on that an operator wants everything, and the outcome says so', () => {
    const replay = { id: 'r', requestedAt: '2026-11-22T12:00:00Z', everything: true } as const;
    const { replay: planned } = opened(intake.take(aRecord(anEvent({}), { replay }), 'user.deprovisioned'));
    expect(planned).toEqual({ ...replay, revision: 1 });
    const refused = intake.take(aRecord(anEvent({ cause: 'none' }), { replay }), 'user.deprovisioned');
    expect(answered(refused).replay).toEqual(replay);
  });

  it('says that a token cannot be kept without a sealing key', () => {
    const taken = intakeWith([]).take(
      aRecord(anEvent({ tokens: [{ token: 'opaque', clientId: 'app' }] })),
      'user.deprovisioned',
    );
    expect(opened(taken).steps).toContainEqual(
      expect.objectContaining({
        phase: expect.objectContaining({ failure: expect.objectContaining({ code: 'sealing-key-missing' }) }),
      }),
    );
  });

  it.each([
    ['not JSON', '{', 'not-json'],
    ['a tombstone', null, 'tombstone'],
    ['JSON of another shape', [1, 2], 'unknown-shape'],
  ])('sets aside %s', (_, value, code) => {
    expect(take(value)).toMatchObject({ kind: 'dead-letter', code, publication: { topic: 'dead' } });
  });

  it('answers an event whose handling failed by a mistake of ours, without its content', () => {
    const event = aRecord(anEvent({ tokens: [{ token: 'canary-0123456789-abcdefghij' }] }));
    const taken = intake.setAside(event, 'user.deprovisioned', new TypeError('boom'));
    expect(answered(taken)).toMatchObject({
      status: 'failed',
      failure: { code: 'internal' },
      eventId: 'evt-1',
    });
    expect(JSON.stringify(answered(taken))).not.toContain('canary');
  });

  it('sets aside what is no event and could not be handled', () => {
    const set = intake.setAside(aRecord('{ canary'), 'user.deprovisioned', new TypeError('boom'));
    expect(set).toMatchObject({ kind: 'dead-letter', code: 'not-json' });
  });
});

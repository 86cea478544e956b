import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { eventually } from '#libs/testbed';
import type { PingOneAnswer } from '../src/answer.js';
import type { Operation, RequestOf, ResultOf } from '../src/operations.js';
import type { PingOne } from '../src/pingone.port.js';

/** A PingOne with one person in it, who has two paired OATH tokens and two sessions. */
export interface PingOneWithPerson extends AsyncDisposable {
  readonly pingone: PingOne;
  readonly environmentId: string;
  readonly person: {
    readonly userId: string;
    readonly username: string;
    readonly oathTokens: readonly { readonly id: string; readonly serialNumber: string }[];
    readonly sessionIds: readonly string[];
  };
  /** An application whose credentials are known, and a token of it. */
  readonly clientId: string;
  readonly oauthToken: string;
}

const TRANSACTION = 'contract-1';
const NOBODY = 'abfba8f6-0000-4000-8000-000000000000';
const change = { transactionId: TRANSACTION, canSend: () => true };

/** What every PingOne promises that the service may be given: the client of the real one, and fakes of it. */
export function describePingOne(name: string, open: () => Promise<PingOneWithPerson>): void {
  describe(`the port PingOne: ${name}`, () => {
    let world: PingOneWithPerson;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(async () => {
      await world[Symbol.asyncDispose]();
    });

    async function call<Op extends Operation>(
      operation: Op,
      request: Omit<RequestOf<Op>, 'environmentId'>,
    ): Promise<PingOneAnswer<ResultOf<Op>>> {
      const { pingone, environmentId } = world;
      const permit = await pingone.gate.acquire({
        operation,
        environmentId,
        ...(operation === 'revoke-token' && { clientId: world.clientId }),
        priority: { urgency: 'user', phase: 'act' },
        signal: new AbortController().signal,
      });
      if (!permit) {
        throw new Error('There was no permit');
      }
      return pingone.call(operation, permit, { environmentId, ...request });
    }

    async function valueOf<Op extends Operation>(
      operation: Op,
      request: Omit<RequestOf<Op>, 'environmentId'>,
    ): Promise<ResultOf<Op>> {
      const answer = await call(operation, request);
      expect(answer.kind).toBe('ok');
      return (answer as Extract<typeof answer, { kind: 'ok' }>).value;
    }

    const look = { transactionId: TRANSACTION };
    const presence = (tokenId: string): Promise<'present' | 'gone'> =>
      valueOf('read-oath-token', { ...look, tokenId });

    it('finds a person by their name, and no one by a name that is not taken', async () => {
      const { userId, username } = world.person;
      const found = await valueOf('find-users', { ...look, by: 'username', value: username });
      expect(found.items.map(({ id }) => id)).toEqual([userId]);
      const none = await valueOf('find-users', { ...look, by: 'username', value: 'not-taken' });
      expect(none.items).toEqual([]);
    });

    it('lists the paired OATH tokens of a person by their serial numbers', async () => {
      const { userId, oathTokens } = world.person;
      const { items } = await valueOf('list-devices', { ...look, userId });
      const serialNumbers = items.map(({ serialNumber }) => serialNumber);
      expect(serialNumbers.sort()).toEqual(oathTokens.map(({ serialNumber }) => serialNumber).sort());
    });

    it('finds an OATH token by its serial number', async () => {
      const [token] = world.person.oathTokens;
      const serialNumber = token?.serialNumber ?? '';
      const found = await valueOf('find-oath-token', { ...look, serialNumber });
      expect(found.map(({ id }) => id)).toEqual([token?.id]);
      expect(await valueOf('find-oath-token', { ...look, serialNumber: '000000000000' })).toEqual([]);
    });

    it('lists all OATH tokens of the environment', async () => {
      const { items } = await valueOf('list-oath-tokens', look);
      const ids = items.map(({ id }) => id);
      expect(world.person.oathTokens.every(({ id }) => ids.includes(id))).toBe(true);
    });

    it.each(['list-devices', 'list-sessions'] as const)(
      'rejects %s of a person who does not exist with 404',
      async (operation) => {
        expect(await call(operation, { ...look, userId: NOBODY })).toMatchObject({
          kind: 'rejected',
          httpStatus: 404,
        });
      },
    );

    it('revokes by a job that ends, and counts what it has revoked', async () => {
      const [first, second] = world.person.oathTokens.map(({ id }) => id) as [string, string];
      expect(await presence(first)).toBe('present');
      const request = { ...change, tokenIds: [first, NOBODY], forceUnpair: true };
      const { id: jobId } = await valueOf('submit-oath-job', request);
      let job = await valueOf('read-oath-job', { ...look, jobId });
      await eventually('the job ends', async () => {
        job = await valueOf('read-oath-job', { ...look, jobId });
        return job.status === 'DONE' || job.status === 'FAILED';
      });
      expect(job).toMatchObject({ id: jobId, status: 'DONE', revoked: 1 });
      expect(await presence(first)).toBe('gone');
      expect(await presence(second)).toBe('present');
    });

    it('rejects the look at a job that does not exist with 404', async () => {
      expect(await call('read-oath-job', { ...look, jobId: NOBODY })).toMatchObject({
        kind: 'rejected',
        httpStatus: 404,
      });
    });

    it('ends a session once, and does not find it again', async () => {
      const { userId, sessionIds } = world.person;
      const [first = '', second = ''] = sessionIds;
      expect(await valueOf('end-session', { ...change, sessionId: first })).toBe('ended');
      expect(await valueOf('end-session', { ...change, sessionId: first })).toBe('not-found');
      expect(await valueOf('end-user-session', { ...change, userId, sessionId: second })).toBe('ended');
      expect(await valueOf('end-user-session', { ...change, userId, sessionId: second })).toBe('not-found');
    });

    it('lists the sessions of a person', async () => {
      const { userId, sessionIds } = world.person;
      const { items } = await valueOf('list-sessions', { ...look, userId });
      expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining([...sessionIds]));
    });

    it('revokes a token as its application', async () => {
      const { clientId, oauthToken } = world;
      const request = { ...change, clientId, token: new Secret(oauthToken) };
      expect(await valueOf('revoke-token', request)).toBe('revoked');
    });

    it('sends nothing where the caller says no at the last moment', async () => {
      const [token] = world.person.oathTokens;
      const { userId, sessionIds } = world.person;
      const [sessionId = ''] = sessionIds;
      const no = { ...change, canSend: () => false };
      const tokenIds = [token?.id ?? ''];
      expect(await call('submit-oath-job', { ...no, tokenIds, forceUnpair: true })).toEqual({
        kind: 'not-sent',
      });
      expect(await call('end-session', { ...no, sessionId })).toEqual({ kind: 'not-sent' });
      expect(await call('end-user-session', { ...no, userId, sessionId })).toEqual({ kind: 'not-sent' });
      const { clientId, oauthToken } = world;
      expect(await call('revoke-token', { ...no, clientId, token: new Secret(oauthToken) })).toEqual({
        kind: 'not-sent',
      });
      expect(await presence(tokenIds[0] ?? '')).toBe('present');
      expect(await valueOf('end-session', { ...change, sessionId })).toBe('ended');
    });

    it('tells with each answer which operation was asked for, and under which transaction id', async () => {
      const answer = await call('list-devices', { ...look, userId: world.person.userId });
      expect(answer).toMatchObject({
        evidence: { operation: 'list-devices', at: expect.any(String), transactionId: TRANSACTION },
      });
    });

    it('takes each permit once, and only for its operation', async () => {
      const { pingone, environmentId } = world;
      const { userId } = world.person;
      const request = { environmentId, ...look, userId };
      const permit = await pingone.gate.acquire({
        operation: 'list-devices',
        environmentId,
        priority: { urgency: 'user', phase: 'ask' },
        signal: new AbortController().signal,
      });
      if (!permit) {
        throw new Error('There was no permit');
      }
      await expect(pingone.call('list-sessions', permit, request)).rejects.toThrow();
      expect(await pingone.call('list-devices', permit, request)).toMatchObject({ kind: 'ok' });
      await expect(pingone.call('list-devices', permit, request)).rejects.toThrow();
    });

    it('knows the applications that it has credentials of', () => {
      const { pingone, environmentId, clientId } = world;
      expect(pingone.hasApplication(environmentId, clientId)).toBe(true);
      expect(pingone.hasApplication(environmentId, NOBODY)).toBe(false);
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { silentLog } from '#libs/observability';
import { FakeClock, settled } from '../../test/fake-clock.js';
import { WorkerToken, type FetchedToken } from './worker-token.js';

const HOUR = 3_600_000;
const HOME = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
const OTHER = '3f2a6f5e-08a4-4c57-9a53-7a1f0f1a5c11';

let clock: FakeClock;
let fetches: number;
let changes: number;
let answer: () => Promise<FetchedToken | undefined>;
let token: WorkerToken;

beforeEach(() => {
  clock = new FakeClock();
  fetches = 0;
  changes = 0;
  answer = async () => ({ accessToken: new Secret(`token-${fetches}`), expiresInMs: HOUR });
  const fetch = async (): Promise<FetchedToken | undefined> => {
    fetches += 1;
    return answer();
  };
  token = new WorkerToken(fetch, () => (changes += 1), clock, silentLog);
});

async function fetched(): Promise<void> {
  token.demand();
  await settled();
}

function current(): string | undefined {
  return token.current()?.accessToken.reveal();
}

function refuse(): void {
  token.refused(token.current()?.generation ?? -1, HOME);
}

describe('the worker token', () => {
  it('is fetched when it is asked for, once for all who ask, and says so', async () => {
    expect(token.isReady()).toBe(false);
    expect(fetches).toBe(0);
    token.demand();
    token.demand();
    await settled();
    token.demand();
    expect(current()).toBe('token-1');
    expect(changes).toBe(1);
  });

  it('does not fetch before the one who asks has returned: the gate asks from within', () => {
    token.demand();
    expect(fetches).toBe(0);
  });

  it('is renewed five minutes before its end, while the old one is still used', async () => {
    await fetched();
    await clock.advance(HOUR - 5 * 60_000 - 1);
    expect(current()).toBe('token-1');
    await settled();
    expect(fetches).toBe(1);
    await clock.advance(1);
    expect(current()).toBe('token-1');
    await settled();
    expect(current()).toBe('token-2');
  });

  it('of a short life is renewed at nine tenths of it', async () => {
    answer = async () => ({ accessToken: new Secret('short'), expiresInMs: 1000 });
    await fetched();
    await clock.advance(899);
    current();
    await settled();
    expect(fetches).toBe(1);
    await clock.advance(1);
    current();
    await settled();
    expect(fetches).toBe(2);
  });

  it('is not used just before its end', async () => {
    await fetched();
    answer = async () => undefined;
    await clock.advance(HOUR - 15_001);
    expect(token.isReady()).toBe(true);
    await clock.advance(1);
    expect(token.isReady()).toBe(false);
    expect(token.current()).toBeUndefined();
  });

  it('tells those who wait also when there is none, so that they ask again', async () => {
    answer = async () => undefined;
    await fetched();
    expect(changes).toBe(1);
    expect(token.isReady()).toBe(false);
    await fetched();
    expect(fetches).toBe(2);
  });

  it('survives a fetch that fails with an unexpected exception', async () => {
    answer = async () => Promise.reject(new Error('a mistake of ours'));
    await fetched();
    expect(changes).toBe(1);
    answer = async () => ({ accessToken: new Secret('x'), expiresInMs: HOUR });
    await fetched();
    expect(token.isReady()).toBe(true);
  });
});

describe('a 401', () => {
  it('asks for a fresh token, once for all calls that had the old one', async () => {
    await fetched();
    const old = token.current()?.generation ?? -1;
    refuse();
    expect(token.isReady()).toBe(false);
    await fetched();
    token.refused(old, HOME);
    expect(current()).toBe('token-2');
  });

  it('to a call that still had the token of before a renewal does not cost the new one', async () => {
    await fetched();
    const old = token.current()?.generation ?? -1;
    await clock.advance(HOUR - 60_000);
    token.current();
    await settled();
    token.refused(old, HOME);
    expect(current()).toBe('token-2');
  });

  it('of a token that is fresh for that reason fetches none again: fetching is no cure', async () => {
    await fetched();
    refuse();
    await fetched();
    refuse();
    await clock.advance(3_999);
    refuse();
    expect(current()).toBe('token-2');
  });

  it('that lasts is tried with another fresh token from time to time', async () => {
    await fetched();
    refuse();
    await fetched();
    await clock.advance(4_000);
    refuse();
    expect(token.isReady()).toBe(false);
  });
});

describe('a 401 of one environment', () => {
  const generation = (): number => token.current()?.generation ?? -1;

  it('does not cost the token that another environment takes', async () => {
    await fetched();
    token.accepted(generation(), HOME);
    token.refused(generation(), OTHER);
    expect(current()).toBe('token-1');
  });

  it('that has taken the token before asks for a fresh one, however its id is written', async () => {
    await fetched();
    token.accepted(generation(), HOME);
    token.refused(generation(), HOME.toUpperCase());
    expect(token.isReady()).toBe(false);
  });

  it('asks for a fresh token when no other environment has taken this one lately', async () => {
    await fetched();
    token.accepted(generation(), HOME);
    await clock.advance(30_000);
    token.refused(generation(), OTHER);
    expect(token.isReady()).toBe(false);
  });

  it('asks for a fresh token when only the one before it was taken', async () => {
    await fetched();
    const old = generation();
    token.refused(old, HOME);
    await fetched();
    token.accepted(old, HOME);
    await clock.advance(30_000);
    token.refused(generation(), OTHER);
    expect(token.isReady()).toBe(false);
  });
});

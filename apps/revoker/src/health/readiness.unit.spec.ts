import { describe, expect, it } from '@jest/globals';
import type { LanesHealth } from '#libs/lanes';
import type { BudgetStatus, RateStatus, ScopeStatus } from '#libs/pingone';
import { lanesReadiness, pingOneReadiness } from './readiness.js';

describe('Whether the lanes are ready', () => {
  const lane = { lane: 0, state: 'running', open: 2, held: 0, since: 0 } as const;
  const running: LanesHealth = { joined: true, ready: true, lanes: [lane] };

  it.each<[string, LanesHealth, object]>([
    ['they all run', running, { ready: true }],
    [
      'one has stopped with an alarm',
      { ...running, problem: 'Lane 3 stopped.' },
      { ready: true, problem: 'Lane 3 stopped.' },
    ],
    [
      'the group was not joined yet',
      { joined: false, ready: false, lanes: [] },
      { ready: false, problem: 'This instance has not joined its consumer group yet.' },
    ],
    [
      'one is being restored',
      { ...running, ready: false },
      { ready: false, problem: 'Lanes of this instance are being restored.' },
    ],
    [
      'they know what is wrong',
      { joined: false, ready: false, lanes: [], problem: 'No broker can be reached.' },
      { ready: false, problem: 'No broker can be reached.' },
    ],
  ])('%s', (_, health, readiness) => {
    expect(lanesReadiness(health)).toMatchObject(readiness);
  });

  it('says nothing where there is no problem, and shows the state of each lane', () => {
    expect(lanesReadiness(running)).toEqual({
      ready: true,
      details: { joined: true, lanes: [{ ...lane, since: '1970-01-01T00:00:00.000Z' }] },
    });
  });
});

type Pause = Omit<RateStatus, 'permittedRate'>;

describe('Whether PingOne is ready for us', () => {
  const budget: BudgetStatus = { permittedRate: 10, inFlight: 0, waiting: 0 };
  const since = '2026-05-01T00:00:00.000Z';
  const MINUTE = 60_000;
  const until = '2026-05-01T00:10:00.000Z';
  const open: ScopeStatus = { scope: 'submit-oath-job:env', state: 'open', since, forMs: 1 };
  const shut = (
    scope: string,
    reason: ScopeStatus['reason'],
    state: ScopeStatus['state'] = 'closed',
  ): ScopeStatus => ({
    scope,
    state,
    since,
    forMs: MINUTE,
    ...(reason && { reason }),
  });

  it.each<[string, readonly ScopeStatus[], object]>([
    ['nothing was asked yet', [], { ready: true }],
    ['all scopes are open', [open], { ready: true }],
    [
      'an outage is waited out',
      [open, shut('read-oath-job:env', 'unavailable', 'probing')],
      { ready: true, problem: 'An outage of PingOne is waited out: read-oath-job:env (unavailable).' },
    ],
    [
      'what an outage looks like is told',
      [
        {
          ...shut('list-sessions:env', 'unavailable'),
          trouble: { cause: 'gateway', detail: 'HTTP 502, text/html' },
        },
      ],
      {
        ready: true,
        problem: 'An outage of PingOne is waited out: list-sessions:env (unavailable: HTTP 502, text/html).',
      },
    ],
    [
      'the wrong secret of one application leaves the others ready',
      [open, shut('revoke-token:env/app', 'credentials-refused')],
      { ready: true, problem: 'PingOne refuses applications: revoke-token:env/app (credentials-refused).' },
    ],
    [
      'the worker is refused',
      [shut('revoke-token:env/app', 'credentials-refused'), shut('submit-oath-job:env', 'permission-denied')],
      {
        ready: false,
        problem: 'PingOne refuses the worker application: submit-oath-job:env (permission-denied).',
      },
    ],
  ])('%s', (_, scopes, readiness) => {
    const { details, ...answer } = pingOneReadiness(scopes, budget);
    expect(answer).toEqual(readiness);
    expect(details).toEqual({ budget, closed: scopes.filter(({ state }) => state !== 'open') });
  });

  it('says until when a scope waits because PingOne asked for it, once it has waited for a minute', () => {
    const limited = { ...shut('list-sessions:env', 'rate-limited'), askedUntil: until };
    const young = { ...limited, forMs: MINUTE - 1 };
    expect(pingOneReadiness([open, young], budget)).not.toHaveProperty('problem');
    expect(pingOneReadiness([open, limited], budget)).toMatchObject({
      ready: true,
      problem: `PingOne limits us: list-sessions:env (rate-limited, waits until ${until} because PingOne asked for it).`,
    });
  });

  it('says until when an outage waits because PingOne asked for it', () => {
    const down = { ...shut('list-sessions:env', 'unavailable'), askedUntil: until };
    expect(pingOneReadiness([down], budget)).toMatchObject({
      problem: `An outage of PingOne is waited out: list-sessions:env (unavailable, waits until ${until} because PingOne asked for it).`,
    });
  });

  it.each([
    ['general', (rate: Pause) => rate],
    ['oath', (rate: Pause) => ({ groups: { oath: { permittedRate: 1, ...rate } } })],
  ])('is degraded when nothing of the budget "%s" was served for a minute', (group, paused) => {
    const pause = { pausedSince: since, pausedUntil: until };
    const young = { ...budget, ...paused({ ...pause, pausedForMs: MINUTE - 1 }) };
    expect(pingOneReadiness([open], young)).not.toHaveProperty('problem');
    const old = { ...budget, ...paused({ ...pause, pausedForMs: MINUTE }) };
    expect(pingOneReadiness([open], old)).toMatchObject({
      ready: true,
      problem: `PingOne limits us: the budget "${group}" (nothing served since ${since}, waits until ${until} because PingOne asked for it).`,
    });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { silentLog } from '#libs/observability';
import { ENVIRONMENT, GateFixture, SERVED } from '../../test/gate-fixture.js';
import type { CallReport } from '../gate/call-report.js';
import type { GateCredential } from '../gate/scope.js';
import type { Operation } from '../operations.js';
import { WorkerToken } from './worker-token.js';

const REFUSED: CallReport = { kind: 'unserved', reason: 'credentials-refused' };
const EVENTS = 300;
const OUTAGE_MS = 20_000;

let fixture: GateFixture;
let token: WorkerToken;
let fetches: number;
let calls: number;
/** What PingOne answers to a request for a token, and to a call with one. */
let tokenAnswer: () => CallReport;
let callAnswer: () => CallReport;

beforeEach(() => {
  fetches = 0;
  calls = 0;
  tokenAnswer = () => SERVED;
  callAnswer = () => SERVED;
  const credential: GateCredential = { isReady: () => token.isReady(), demand: () => token.demand() };
  fixture = new GateFixture({ requestsPerSecond: 50, requestsInFlight: 4, random: () => 0.5, credential });
  token = new WorkerToken(fetchToken, () => fixture.gate.wake(), fixture.clock, silentLog);
});

async function fetchToken(): ReturnType<ConstructorParameters<typeof WorkerToken>[0]> {
  const permit = await fixture.gate.acquireForToken(ENVIRONMENT, fixture.controller.signal);
  const claimed =
    permit && fixture.gate.claim(permit, { operation: 'worker-token', environmentId: ENVIRONMENT });
  claimed?.start();
  fetches += 1;
  await fixture.pause(40);
  const report = tokenAnswer();
  claimed?.end(report);
  return report.kind === 'served' ? { accessToken: new Secret('t'), expiresInMs: 3_600_000 } : undefined;
}

/** An event that has one call to make, and asks the gate until it is served. */
async function event(operation: Operation): Promise<void> {
  for (;;) {
    const permit = await fixture.acquire({ operation });
    const claimed = permit && fixture.claim(permit, fixture.request({ operation }));
    const held = token.current();
    if (!claimed || !held) {
      claimed?.end({ kind: 'unused' });
      continue;
    }
    claimed.start();
    calls += 1;
    await fixture.pause(40);
    const report = callAnswer();
    if (report === REFUSED) {
      token.refused(held.generation, ENVIRONMENT);
    }
    claimed.end(report);
    if (report.kind === 'served') {
      return;
    }
  }
}

async function outage(): Promise<void> {
  const operations = ['submit-oath-job', 'read-oath-job', 'read-oath-token'] as const;
  for (let index = 0; index < EVENTS; index++) {
    void event(operations[index % 3] ?? 'submit-oath-job');
  }
  await fixture.clock.advance(OUTAGE_MS);
}

const isOver = (): boolean => fixture.clock.monotonic() >= OUTAGE_MS;

describe('twenty seconds in which our worker application is refused everywhere', () => {
  it('cost less than a tenth of a call for each waiting event when its token is refused', async () => {
    await fixture.passing(event('submit-oath-job'));
    callAnswer = () => (isOver() ? SERVED : REFUSED);
    await outage();
    expect(calls + fetches).toBeLessThan(EVENTS / 10);
    expect(fetches).toBeLessThan(calls / 2);
    await fixture.clock.drain(90_000);
    expect(fixture.gate.budget().waiting).toBe(0);
  });

  it('cost a few calls altogether when it gets no token', async () => {
    tokenAnswer = () => (isOver() ? SERVED : REFUSED);
    await outage();
    expect(calls).toBe(0);
    expect(fetches).toBeLessThan(EVENTS / 10);
    expect(fixture.gate.scopes()).toContainEqual(
      expect.objectContaining({ scope: `worker-token:${ENVIRONMENT}`, reason: 'credentials-refused' }),
    );
    await fixture.clock.drain(90_000);
    expect(fixture.gate.budget().waiting).toBe(0);
    expect(fetches).toBeLessThan(EVENTS / 10);
  });
});

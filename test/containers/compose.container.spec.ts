import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { ComposeStack } from './compose-stack.js';
import { describeContainers } from './describe-containers.js';
import { RemoteSimulator } from './remote-simulator.js';
import type { RoundTrip } from './round-trip.js';

/** Images are pulled and built within it. */
const UP_WITHIN_MS = 900_000;

jest.setTimeout(180_000);

describeContainers('docker compose up', ['compose'], () => {
  let stack: ComposeStack;
  let events: RoundTrip;
  let simulator: RemoteSimulator;

  beforeAll(async () => {
    stack = await ComposeStack.up();
    simulator = new RemoteSimulator(stack.simulatorUrl);
    // Slow to load: not where the tests are skipped.
    events = new (await import('./round-trip.js')).RoundTrip(stack.brokers);
  }, UP_WITHIN_MS);

  afterAll(async () => {
    await (stack as ComposeStack | undefined)?.[Symbol.asyncDispose]();
  });

  const aLeaver = async (): Promise<{
    readonly userId: string;
    readonly oathTokenIds: readonly string[];
  }> => {
    const { users } = await simulator.seed({ users: 1, oathTokensPerUser: 2 });
    const [user] = users;
    if (user === undefined) {
      throw new Error('the simulator made no user');
    }
    return { userId: user.id, oathTokenIds: user.oathTokens.map(({ id }) => id) };
  };

  it('makes the service ready, and says so as health', async () => {
    expect((await stack.inspect('revoker')).State.Health?.Status).toBe('healthy');
    expect((await fetch(`${stack.healthUrl}/health/ready`)).status).toBe(200);
    expect((await stack.inspect('credentials')).State).toMatchObject({ Running: false, ExitCode: 0 });
  });

  it('revokes the OATH tokens of a leaver', async () => {
    const leaver = await aLeaver();
    const outcome = await events.outcomeOf('user.deprovisioned', leaver);
    expect(outcome).toMatchObject({ status: 'completed', requested: 2, revoked: 2, remaining: 0 });
    expect(await simulator.deletedTokenIds()).toEqual(expect.arrayContaining([...leaver.oathTokenIds]));
  });

  it('has a sealing key, and the credentials of every application, to revoke the tokens of a session with', async () => {
    const clientIds = await simulator.clientIds();
    expect(clientIds).toHaveLength(5);
    for (const clientId of clientIds) {
      const { userId } = await aLeaver();
      const { sessionId, tokens } = await simulator.issueTokens({ clientId, userId });
      const outcome = await events.outcomeOf('session.terminated', {
        sessionId,
        userId,
        tokens: tokens.map(({ token, kind }) => ({ token, clientId, tokenTypeHint: `${kind}_token` })),
      });
      expect([clientId, outcome.status]).toEqual([clientId, 'completed']);
    }
    expect(await simulator.revocations()).not.toHaveLength(0);
  });

  it.each(['revoker', 'simulator'] as const)(
    'leaves %s nothing but a folder for temporary files',
    async (service) => {
      const { HostConfig } = await stack.inspect(service);
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
      });
      const seen = await stack.evaluate(
        service,
        `import { readFileSync, writeFileSync } from 'node:fs';
       const write = (path) => { try { writeFileSync(path, ''); return 'written'; } catch ({ code }) { return code; } };
       const status = readFileSync('/proc/1/status', 'utf8');
       console.log(JSON.stringify({
         userOfMainProcess: /^Uid:\\s+(\\d+)/m.exec(status)[1],
         capabilities: /^CapEff:\\s+0*(\\w+)/m.exec(status)[1],
         noNewPrivileges: /^NoNewPrivs:\\s+(\\d)/m.exec(status)[1],
         app: write('/app/written'), etc: write('/etc/written'), tmp: write('/tmp/written'),
       }));`,
      );
      expect(JSON.parse(seen)).toEqual({
        userOfMainProcess: '1000',
        capabilities: '0',
        noNewPrivileges: '1',
        app: 'EROFS',
        etc: 'EROFS',
        tmp: 'written',
      });
    },
  );

  it('publishes ports on loopback only', async () => {
    for (const service of ['kafka', 'simulator', 'revoker'] as const) {
      const { PortBindings } = (await stack.inspect(service)).HostConfig;
      const hosts = Object.values(PortBindings ?? {}).flatMap((bindings) =>
        bindings.map(({ HostIp }) => HostIp),
      );
      expect([service, new Set(hosts)]).toEqual([
        service,
        new Set(service === 'revoker' ? [] : ['127.0.0.1']),
      ]);
    }
  });

  it('ends the service in good order on SIGTERM, and goes on with its ledger and its key when it is started again', async () => {
    await stack.stop('revoker');
    expect((await stack.inspect('revoker')).State).toMatchObject({ Running: false, ExitCode: 0 });
    const logs = await stack.logs('revoker');
    expect(logs).toContain('Received SIGTERM. Shutting down.');
    expect(logs).toContain('Shut down.');

    await stack.start('revoker');
    await stack.untilHealthy('revoker');
    expect(await events.outcomeOf('user.deprovisioned', await aLeaver())).toMatchObject({
      status: 'completed',
    });
  });
});

import { silentLog, createMetrics } from '#libs/observability';
import { Secret } from '#libs/redaction';
import { startSimulator } from '#libs/testbed';
import { describePingOne } from '../test/pingone.contract.js';
import { PingOneClient } from './pingone-client.js';

describePingOne('its client against the simulator', async () => {
  const simulator = await startSimulator({
    population: {},
    behaviour: { settings: { jobDurationMs: 1 } },
  });
  const [user] = simulator.seed({ users: 1, oathTokensPerUser: 2, sessionsPerUser: 2 }).users;
  const application = simulator.applications.find(
    ({ tokenEndpointAuthMethod }) => tokenEndpointAuthMethod === 'CLIENT_SECRET_POST',
  );
  if (!user || !application?.clientSecret) {
    throw new Error('The simulator has no person, or no application with a secret');
  }
  const { clientId, clientSecret } = application;
  const { tokens } = simulator.issueTokens({ clientId, userId: user.id, kinds: ['access'] });
  const { apiUrl, authUrl, environmentId, worker } = simulator;
  const pingone = new PingOneClient(
    {
      apiUrl,
      authUrl,
      worker: {
        clientId: worker.clientId,
        authentication: {
          method: 'CLIENT_SECRET_BASIC',
          clientSecret: new Secret(worker.clientSecret),
          encoding: 'raw',
        },
      },
      environments: [environmentId],
      applications: [
        {
          clientId,
          authentication: { method: 'CLIENT_SECRET_POST', clientSecret: new Secret(clientSecret) },
        },
      ],
      requestsPerSecond: 1_000,
      requestsInFlight: 20,
      requestTimeoutMs: 60_000,
    },
    { log: silentLog, metrics: createMetrics() },
  );
  return {
    pingone,
    environmentId,
    person: {
      userId: user.id,
      username: user.username,
      oathTokens: user.oathTokens,
      sessionIds: user.sessions.map(({ id }) => id),
    },
    clientId,
    oauthToken: tokens[0]?.token ?? '',
    [Symbol.asyncDispose]: async () => {
      await pingone.close();
      await simulator.close();
    },
  };
});

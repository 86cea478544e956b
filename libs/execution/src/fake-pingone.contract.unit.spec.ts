import { describePingOne } from '../../pingone/test/pingone.contract.js';
import { fakePingOne } from '../test/fake-pingone.js';

describePingOne('its fake in memory', async () => {
  const serialNumbers = ['S-1', 'S-2'];
  const sessionIds = ['session-1', 'session-2'];
  const pingone = fakePingOne(serialNumbers);
  pingone.users.set('ada', ['user-1']);
  pingone.devices.set('user-1', serialNumbers);
  pingone.sessions.set(
    'user-1',
    sessionIds.map((id) => ({ id })),
  );
  return {
    pingone,
    environmentId: 'environment-1',
    person: {
      userId: 'user-1',
      username: 'ada',
      oathTokens: serialNumbers.map((serialNumber) => ({ id: serialNumber, serialNumber })),
      sessionIds,
    },
    clientId: 'app',
    oauthToken: 'an-oauth-token',
    [Symbol.asyncDispose]: () => pingone.close(),
  };
});

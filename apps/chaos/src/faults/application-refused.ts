import { pingoneFault } from './pingone-rules.js';

/** One application's credentials are refused: its tokens wait, and nothing else does. */
export const applicationRefused = pingoneFault('application-refused', ({ testbed, dice }) => {
  const { clientId, tokenEndpointAuthMethod } = dice.pick(testbed.simulator.applications);
  return {
    rules: [
      {
        operation: ['revoke-token'],
        clientId,
        effect: { kind: 'respond', status: 401, code: 'invalid_client' },
      },
    ],
    lastsMs: dice.int(4_000, 15_000),
    facts: { application: tokenEndpointAuthMethod },
  };
});

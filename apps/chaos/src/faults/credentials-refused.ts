import { pingoneFault } from './pingone-rules.js';

/** The worker's credentials are refused everywhere: 401 for its calls, `invalid_client` for a new token. */
export const credentialsRefused = pingoneFault('credentials-refused', ({ testbed, dice }) => ({
  rules: [
    { operation: ['platform'], effect: { kind: 'respond', status: 401 } },
    {
      operation: ['issue-token'],
      clientId: testbed.simulator.worker.clientId,
      effect: { kind: 'respond', status: 401, code: 'invalid_client' },
    },
  ],
  lastsMs: dice.int(4_000, 15_000),
}));

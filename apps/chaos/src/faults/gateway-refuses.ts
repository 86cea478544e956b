import { pingoneFault } from './pingone-rules.js';

const STATUSES = [400, 403, 404, 405, 406, 409, 411, 413, 414, 418, 431, 451, 499, 502];

/** Something between the service and PingOne answers in its place, with a page or a JSON of its own: nothing of it is PingOne's word. */
export const gatewayRefuses = pingoneFault('gateway-refuses', ({ dice }) => {
  const status = dice.pick(STATUSES);
  const body = dice.pick(['html', 'json'] as const);
  return {
    rules: [
      { operation: ['platform'], effect: { kind: 'respond', status, body } },
      { operation: ['revoke-token'], effect: { kind: 'respond', status, body } },
    ],
    lastsMs: dice.int(3_000, 12_000),
    facts: { status, body },
  };
});

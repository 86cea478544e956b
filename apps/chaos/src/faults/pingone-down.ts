import type { PingOneProxyFault } from '../testbed/pingone-proxy.js';
import type { Fault } from './fault.js';
import { pingoneFault } from './pingone-rules.js';

const lasting = { min: 4_000, max: 15_000 };

const answers503 = pingoneFault('pingone-down', ({ dice }) => ({
  rules: [{ operation: ['any'], effect: { kind: 'respond', status: 503 } }],
  lastsMs: dice.int(lasting.min, lasting.max),
  facts: { how: 'answers 503' },
}));

/** PingOne is down: it says so, its port is closed, or it takes requests and never answers. */
export const pingoneDown: Fault = {
  name: 'pingone-down',
  track: 'pingone',
  inject: async (context) => {
    const { testbed, dice } = context;
    const how = dice.pick<'answers' | PingOneProxyFault>(['answers', 'refusing', 'silent']);
    if (how === 'answers') {
      return answers503.inject(context);
    }
    const fronts = testbed.fleet.running.map(({ pingone }) => pingone);
    const healing = await Promise.all(fronts.map((front) => front.fail(how)));
    let hit = 0;
    return {
      lastsMs: dice.int(lasting.min, lasting.max),
      heal: async () => {
        const hits = await Promise.all(healing.map((heal) => heal()));
        hit = hits.reduce((sum, count) => sum + count, 0);
      },
      evidence: async () => ({ landed: hit > 0, facts: { how, hit } }),
    };
  },
};

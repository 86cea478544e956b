import { createRequire } from 'node:module';

import type { KafkajsInternals } from './kafkajs-internals.js';

type Stock = Pick<KafkajsInternals, 'ConsumerGroup' | 'RequestQueue'>;

/** kafkajs as it is published: a copy of its own, which no fix that this process has applied can reach. */
export function stockKafkajs(): Stock {
  const require = createRequire(import.meta.url);
  const inUse = Object.entries(require.cache).filter(([path]) => path.includes('/node_modules/kafkajs/'));
  inUse.forEach(([path]) => delete require.cache[path]);
  try {
    return {
      ConsumerGroup: require('kafkajs/src/consumer/consumerGroup') as Stock['ConsumerGroup'],
      RequestQueue: require('kafkajs/src/network/requestQueue') as Stock['RequestQueue'],
    };
  } finally {
    Object.assign(require.cache, Object.fromEntries(inUse));
  }
}

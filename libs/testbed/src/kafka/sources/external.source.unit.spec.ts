import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { silentLog } from '#libs/observability';
import { KafkaUnavailableError } from '../support/embedded-kafka.errors.js';
import { externalSource } from './external.source.js';

const offerFor = (env: Record<string, string>) =>
  externalSource({ env, log: silentLog, signal: new AbortController().signal });

describe('the external source', () => {
  it.each([{}, { TEST_KAFKA_BROKERS: '' }, { TEST_KAFKA_BROKERS: ' , ' }])(
    'has nothing for %j',
    async (env) => {
      expect(await offerFor(env)).toEqual({ kind: 'absent', reason: 'TEST_KAFKA_BROKERS is not set' });
    },
  );

  it('never reads KAFKA_BROKERS, which may name production', async () => {
    expect(await offerFor({ KAFKA_BROKERS: 'kafka.production:9092' })).toMatchObject({ kind: 'absent' });
  });

  it('takes all brokers that are named as soon as one answers, and leaves them running', async () => {
    await using server = createServer((socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const offer = await offerFor({ TEST_KAFKA_BROKERS: `127.0.0.1:${port}, 127.0.0.1:1` });
    expect(offer).toMatchObject({
      kind: 'running',
      kafka: { kind: 'external', brokers: [`127.0.0.1:${port}`, '127.0.0.1:1'] },
    });
    if (offer.kind === 'running') {
      await offer.kafka.stop();
    }
    expect(server.listening).toBe(true);
  });

  it.each(['127.0.0.1:1', 'no-port', 'host:99999'])(
    'refuses %s rather than testing something else',
    async (broker) => {
      const offer = offerFor({ TEST_KAFKA_BROKERS: broker });
      await expect(offer).rejects.toThrow(KafkaUnavailableError);
      await expect(offer).rejects.toThrow(`TEST_KAFKA_BROKERS names ${broker}, where nothing answers`);
    },
  );
});

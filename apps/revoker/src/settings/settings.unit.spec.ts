import { expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { loadSettings } from './load-settings.js';
import { knownSecrets } from './settings.js';

it('knownSecrets finds every secret of the settings and the applications', () => {
  const loaded = loadSettings(
    {
      KAFKA_BROKERS: 'kafka:9092',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'me',
      KAFKA_SASL_PASSWORD: 'of-kafka',
      PINGONE_REGION: 'EU',
      PINGONE_ENVIRONMENT_ID: 'a1b2c3d4-0000-4000-8000-000000000001',
      PINGONE_CLIENT_ID: 'worker',
      PINGONE_CLIENT_SECRET: 'of-the-worker',
      TOKEN_SEALING_KEY_FILE: 'keys',
    },
    () => `${'00'.repeat(32)}\n${'ff'.repeat(32)}`,
  );
  expect(loaded.kind).toBe('settings');
  const applications = [
    {
      clientId: 'a',
      authentication: { method: 'CLIENT_SECRET_POST', clientSecret: new Secret('of-an-application') },
    },
    { clientId: 'b', authentication: { method: 'NONE' } },
  ] as const;
  const secrets = loaded.kind === 'settings' ? knownSecrets(loaded.settings, applications) : [];
  expect(secrets.map((secret) => secret.reveal())).toEqual([
    'of-kafka',
    'of-the-worker',
    'of-an-application',
    Buffer.alloc(32, 0x00).toString('base64'),
    Buffer.alloc(32, 0xff).toString('base64'),
  ]);
});

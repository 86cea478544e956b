import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../revoker/src/settings/index.js';
import { namesFor } from './names.js';
import { foreignVariables, sayIgnored, serviceEnvironment, serviceSettings } from './service-settings.js';

const SEALING_KEY = Buffer.alloc(32, 7).toString('base64');
const settings = serviceSettings({
  brokers: ['127.0.0.1:9092', '127.0.0.1:9093'],
  names: namesFor('external', 'a1'),
  pingone: {
    apiUrl: 'http://127.0.0.1:8080/v1',
    authUrl: 'http://127.0.0.1:8080',
    environmentIds: ['abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6', '3f2a6f5e-08a4-4c57-9a53-7a1f0f1a5c11'],
    worker: { clientId: 'worker', clientSecret: 'secret' },
  },
  applicationsFile: '/sandbox/applications.json',
  sealingKeyFile: '/sandbox/sealing-key',
  healthPort: 8123,
});

describe('the environment of the service', () => {
  it('makes settings without a problem and without a warning', () => {
    const env = serviceEnvironment(settings, { PATH: '/bin' });
    const loaded = loadSettings(env, () => SEALING_KEY);
    expect(loaded).toMatchObject({ kind: 'settings', warnings: [] });
  });

  it('has nothing of the shell that the service would obey', () => {
    const shell = {
      PATH: '/bin',
      KAFKA_SSL: 'true',
      LANES: '99',
      NODE_OPTIONS: '--inspect',
      LOG_LEVEL: 'trace',
    };
    const env = serviceEnvironment(settings, shell);
    expect(env).toMatchObject({ PATH: '/bin', LANES: '4', LOG_LEVEL: 'info' });
    expect(Object.keys(env)).not.toContain('KAFKA_SSL');
    expect(Object.keys(env)).not.toContain('NODE_OPTIONS');
  });
});

describe('variables of the shell that a service would obey', () => {
  const shell = {
    PATH: '/bin',
    KAFKA_BROKERS: 'production:9092',
    PINGONE_CLIENT_SECRET: 'canary',
    TOPIC_LEDGER: 'theirs',
    TEST_KAFKA_BROKERS: 'localhost:9092',
  };

  it('are found by their prefix; TEST_KAFKA_BROKERS is none of them', () => {
    expect(foreignVariables(shell)).toEqual(['KAFKA_BROKERS', 'PINGONE_CLIENT_SECRET', 'TOPIC_LEDGER']);
  });

  it('are named in one line, without their values', () => {
    expect(sayIgnored(foreignVariables(shell))).toBe(
      'Ignored, because the sandbox uses only what it starts itself: KAFKA_BROKERS, PINGONE_CLIENT_SECRET, TOPIC_LEDGER',
    );
  });
});

import { expect, it } from '@jest/globals';
import { loadSettings } from '../settings/load-settings.js';
import { memoryMs } from './revocation-policy.js';

it('The ledger remembers a revocation longer than the oldest event that is taken, by as much as clocks may differ', () => {
  const loaded = loadSettings(
    {
      KAFKA_BROKERS: 'k:9092',
      PINGONE_REGION: 'EU',
      PINGONE_ENVIRONMENT_ID: '5caa81af-ec05-41ff-a709-c7378007a99c',
      PINGONE_CLIENT_ID: 'worker',
      PINGONE_CLIENT_SECRET: 'secret',
      LEDGER_RETENTION_MS: '86400000',
      CLOCK_TOLERANCE_MS: '60000',
    },
    () => '',
  );
  if (loaded.kind !== 'settings') {
    throw new Error('the settings are not good');
  }
  expect(memoryMs(loaded.settings)).toBe(loaded.settings.lanes.maxEventAgeMs + 60_000);
});

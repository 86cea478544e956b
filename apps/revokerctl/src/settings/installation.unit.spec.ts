import { describe, expect, test } from '@jest/globals';
import { chooseInstallation } from './installation.js';

const connection = JSON.stringify({ processId: 7, environment: { KAFKA_BROKERS: 'sandbox:1' } });
const alive = (): boolean => true;

describe('the installation that a command is about', () => {
  test('The installation that a command is about is that of the environment where it names brokers', () => {
    const env = { KAFKA_BROKERS: 'production:1' };
    expect(chooseInstallation(env, '/here', () => connection, alive)).toEqual({ source: 'environment', env });
  });

  test('The installation that a command is about is the sandbox of the folder otherwise, and nothing of the shell is mixed in', () => {
    const read = (path: string): string => {
      expect(path).toBe('/here/.sandbox/connection.json');
      return connection;
    };
    expect(chooseInstallation({ TOPIC_LEDGER: 'production' }, '/here', read, alive)).toEqual({
      source: 'sandbox',
      env: { KAFKA_BROKERS: 'sandbox:1' },
    });
  });

  test.each<readonly [string, () => string, boolean]>([
    [
      'that is not there',
      () => {
        throw new Error('ENOENT');
      },
      true,
    ],
    ['that is half written', () => '{"processId":', true],
    ['that is of another kind', () => '{}', true],
    ['that was killed', () => connection, false],
  ])('The installation that a command is about is never a sandbox %s', (_, read, isAlive) => {
    expect(chooseInstallation({}, '/here', read, () => isAlive)).toEqual({ source: 'environment', env: {} });
  });
});

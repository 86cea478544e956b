import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startSimulator } from '#libs/testbed';
import { KAFKA_IMAGE, NODE_IMAGE, ROOT } from './base-images.js';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const compose = read('docker-compose.yml');

/** The value of a setting in docker-compose.yml, wherever it stands. */
const settingOf = (name: string): string | undefined =>
  new RegExp(`^ +${name}: '?([^'\\n]*)'?$`, 'm').exec(compose)?.[1];

describe('Dockerfile and docker-compose.yml', () => {
  it('run the Node that everything is tested with', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(NODE_IMAGE).toBe(`node:${devDependencies['node']}-bookworm-slim`);
  });

  it('run the Kafka that everything is tested with', () => {
    const [, version] =
      /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)/.exec(read('libs/testbed/pom.xml')) ?? [];
    expect(KAFKA_IMAGE).toBe(`apache/kafka:${version}`);
  });

  it('and their guide name what the seed of the simulator makes', async () => {
    const simulator = await startSimulator({ seed: Number(settingOf('SIMULATOR_SEED')) });
    await simulator.close();
    expect(settingOf('PINGONE_ENVIRONMENT_ID')).toBe(simulator.environmentId);
    expect(settingOf('PINGONE_CLIENT_ID')).toBe(simulator.worker.clientId);

    const guide = read('docs/how-to/run-with-docker.md');
    const [user] = simulator.seeded.users;
    expect(guide).toContain(`--user ${user?.id}`);
    expect(guide).toContain(`--oath-token ${user?.oathTokens[0]?.id}`);
  });

  it('give the service longer to end than it takes at most', () => {
    const [, deadlineMs] = /^#?SHUTDOWN_DEADLINE_MS=(\d+)$/m.exec(read('.env.example')) ?? [];
    const [, seconds] = /^ +stop_grace_period: (\d+)s$/m.exec(compose) ?? [];
    expect(Number(seconds) * 1_000).toBeGreaterThan(Number(deadlineMs));
  });
});

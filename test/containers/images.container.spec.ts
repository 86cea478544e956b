import { beforeAll, expect, it, jest } from '@jest/globals';
import { eventually } from '#libs/testbed';
import { ROOT } from './base-images.js';
import { describeContainers } from './describe-containers.js';
import { docker, dockerOutput } from './docker.js';

const BUILD_WITHIN_MS = 600_000;
jest.setTimeout(120_000);

/** As a careful deployment runs it. */
const HARDENED = [
  '--read-only',
  '--tmpfs',
  '/tmp',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges:true',
];
const EXIT_BAD_SETTINGS = 78;

/** Enough to start, and nothing that can be reached. */
const SETTINGS_WITHOUT_A_WORLD = Object.entries({
  KAFKA_BROKERS: '127.0.0.1:1',
  PINGONE_API_URL: 'http://127.0.0.1:1/v1',
  PINGONE_AUTH_URL: 'http://127.0.0.1:1',
  PINGONE_ENVIRONMENT_ID: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
  PINGONE_CLIENT_ID: 'b2d97e7f-0366-4f74-8f10-3ec9c5f9288b',
  PINGONE_CLIENT_SECRET: 'not-a-secret',
}).flatMap(([name, value]) => ['--env', `${name}=${value}`]);

async function build(target: string): Promise<string> {
  const image = `pingone-revocation-test-${target}:local`;
  // Not by testcontainers: of a failed BuildKit build it says no more than that it failed.
  await dockerOutput('build', '--quiet', '--target', target, '--tag', image, ROOT);
  return image;
}

describeContainers('the image of the service', [], () => {
  let image: string;
  beforeAll(async () => {
    image = await build('revoker');
  }, BUILD_WITHIN_MS);

  /** Runs JavaScript in a fresh container. @returns the JSON that it prints */
  const evaluate = async (script: string): Promise<unknown> =>
    JSON.parse(
      await dockerOutput(
        'run',
        '--rm',
        '--network=none',
        '--entrypoint',
        'node',
        image,
        '--input-type=module',
        '-e',
        script,
      ),
    );

  it('runs by itself as a user that an orchestrator can see is not root, and gets signals first hand', async () => {
    const [inspected] = JSON.parse(await dockerOutput('image', 'inspect', image)) as { Config: object }[];
    expect(inspected?.Config).toMatchObject({
      User: '1000:1000',
      StopSignal: 'SIGTERM',
      Entrypoint: ['node', '--enable-source-maps', 'dist/apps/revoker/src/main.js'],
      Healthcheck: { Test: ['CMD', 'node', 'scripts/container-healthcheck.mjs', '/health/live'] },
    });
  });

  it('holds what the service needs and nothing that only a developer needs', async () => {
    const found = await evaluate(
      `import { readdirSync } from 'node:fs';
       const files = readdirSync('/app', { recursive: true });
       const own = files.filter((file) => !file.startsWith('node_modules/'));
       console.log(JSON.stringify({
         apps: readdirSync('/app/dist/apps'),
         unwanted: own.filter((file) => /\\.(ts|pem|env)$|\\.spec\\.|embedded-kafka|\\/test(ing)?\\//.test(file)),
         developers: ['typescript', 'jest', 'testcontainers'].filter((name) => files.includes('node_modules/' + name)),
       }));`,
    );
    expect(found).toEqual({ apps: ['revoker'], unwanted: [], developers: [] });
  });

  it('brings the codecs that are built per libc', async () => {
    const text = await evaluate(
      `import snappy from 'snappy';
       import lz4 from 'lz4-napi';
       const record = Buffer.from('a record');
       console.log(JSON.stringify([
         String(await snappy.uncompress(await snappy.compress(record))),
         String(await lz4.uncompress(await lz4.compress(record))),
       ]));`,
    );
    expect(text).toEqual(['a record', 'a record']);
  });

  it('refuses to start without settings, and lists all that are missing', async () => {
    const { exitCode, stderr } = await docker('run', '--rm', '--network=none', ...HARDENED, image);
    expect(exitCode).toBe(EXIT_BAD_SETTINGS);
    expect(stderr).toContain('KAFKA_BROKERS');
    expect(stderr).toContain('PINGONE_CLIENT_ID');
  });

  it('is alive though not ready where Kafka cannot be reached, and still ends with 0 on SIGTERM', async () => {
    const id = await dockerOutput(
      ...['run', '--detach', '--network=none', '--health-interval=1s', '--stop-timeout=30'],
      ...HARDENED,
      ...SETTINGS_WITHOUT_A_WORLD,
      image,
    );
    try {
      const inspect = (format: string): Promise<string> =>
        dockerOutput('container', 'inspect', '--format', format, id);
      await eventually(
        'the container is healthy',
        async () => (await inspect('{{.State.Health.Status}}')) === 'healthy',
        60_000,
      );
      const ready = await docker('exec', id, 'node', 'scripts/container-healthcheck.mjs', '/health/ready');
      expect(ready).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('answered 503') });
      await dockerOutput('stop', id);
      expect(await inspect('{{.State.ExitCode}}')).toBe('0');
    } finally {
      await docker('rm', '--force', '--volumes', id);
    }
  });
});

describeContainers('the image of revokerctl', [], () => {
  let image: string;
  beforeAll(async () => {
    image = await build('revokerctl');
  }, BUILD_WITHIN_MS);

  it('is the command', async () => {
    const { exitCode, stdout } = await docker('run', '--rm', '--network=none', ...HARDENED, image, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('revokerctl');
  });
});

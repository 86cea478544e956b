import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '#libs/observability';
import { containerSource } from './container.source.js';

const signal = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'container-engine-'));
});
afterEach(async () => {
  delete process.env['DOCKER_HOST'];
  await rm(folder, { recursive: true });
});

/** Speaks as much of the Docker Engine API as testcontainers asks of an engine that can reach no registry. */
const answers: readonly (readonly [RegExp, number, object])[] = [
  [/\/info$/, 200, { OperatingSystem: 'linux', OSType: 'linux', Architecture: 'x86_64' }],
  [/\/networks\//, 200, { IPAM: { Config: [{ Gateway: '127.0.0.1' }] } }],
  [/\/images\/create/, 500, { message: 'Get "https://registry.invalid/v2/": no such host' }],
  [/./, 404, { message: 'No such image: apache/kafka:4.3.0' }],
];
const engineWithoutRegistry = createServer((request, response) => {
  const [, status = 404, body = {}] = answers.find(([path]) => path.test(request.url ?? '')) ?? [];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

describe('the container source', () => {
  it('costs next to nothing where no engine answers', async () => {
    const env = { DOCKER_HOST: `unix://${folder}/missing.sock` };
    const elapsedMs: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const started = performance.now();
      const offer = await containerSource({ env, log: silentLog, signal });
      if (offer.kind === 'running') {
        // This machine has an engine in one of the usual places: the question does not arise.
        await offer.kafka.stop();
        return;
      }
      elapsedMs.push(performance.now() - started);
    }
    // The best of three, far from the minutes that an engine is given to start a container.
    expect(Math.min(...elapsedMs)).toBeLessThan(20_000);
  });

  it('passes with one line where the engine cannot provide the image', async () => {
    const socket = join(folder, 'engine.sock');
    engineWithoutRegistry.listen(socket);
    await once(engineWithoutRegistry, 'listening');
    process.env['DOCKER_HOST'] = `unix://${socket}`;
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_fields: object, message: string) => warnings.push(message) };
    try {
      const offer = await containerSource({ env: process.env, log, signal });
      expect(offer).toEqual({
        kind: 'absent',
        reason: 'the container engine cannot run apache/kafka:4.3.0',
      });
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/cannot run apache\/kafka:4\.3\.0 \(.*no such host/);
    } finally {
      await engineWithoutRegistry[Symbol.asyncDispose]();
    }
  }, 30_000);
});

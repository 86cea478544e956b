import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collectProcessMetrics, createMetrics } from '#libs/observability';
import { HealthModule } from './health.module.js';
import { Liveness } from './liveness.js';
import type { Readiness } from './readiness.port.js';

@Module({})
class TestModule {}

class FakeSource {
  constructor(
    readonly name: string,
    public answer: Readiness = { ready: true, details: {} },
  ) {}

  readiness(): Readiness {
    return this.answer;
  }
}

describe('The health port', () => {
  let app: INestApplication;
  let liveness: Liveness;
  let lanes: FakeSource;
  let pingone: FakeSource;
  let base: string;
  const metrics = createMetrics();
  collectProcessMetrics(metrics);

  beforeEach(async () => {
    liveness = new Liveness();
    lanes = new FakeSource('lanes');
    pingone = new FakeSource('pingone');
    const health = HealthModule.forRoot({ liveness, readiness: [lanes, pingone], metrics });
    app = await NestFactory.create(
      { module: TestModule, imports: [health] },
      { logger: false, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });

  afterEach(() => app.close());

  const get = async (path: string) => {
    const response = await fetch(`${base}${path}`);
    return { status: response.status, body: await response.json(), headers: response.headers };
  };

  it('is ready when all parts are, and shows what they say', async () => {
    lanes.answer = { ready: true, details: { lanes: { 0: 'running' } } };
    const { status, body, headers } = await get('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      details: { lanes: { status: 'up', details: { lanes: { 0: 'running' } } }, pingone: { status: 'up' } },
    });
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it('is not ready when one part is not, and says why in a sentence', async () => {
    lanes.answer = {
      ready: false,
      problem: 'No broker of KAFKA_BROKERS can be reached.',
      details: { lanes: {} },
    };
    const { status, body } = await get('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'error',
      error: {
        lanes: {
          status: 'down',
          problem: 'No broker of KAFKA_BROKERS can be reached.',
          details: { lanes: {} },
        },
      },
      details: { pingone: { status: 'up' } },
    });
  });

  it('stays ready while an outage is waited out, and says so', async () => {
    pingone.answer = { ready: true, problem: 'PingOne does not answer.', details: {} };
    const { status, body } = await get('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'degraded',
      details: { pingone: { status: 'degraded', problem: 'PingOne does not answer.' } },
    });
  });

  it('is asked anew on every probe', async () => {
    lanes.answer = { ready: false, problem: 'Restoring.', details: {} };
    expect((await get('/health/ready')).status).toBe(503);
    lanes.answer = { ready: true, details: {} };
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('is alive however unready it is', async () => {
    lanes.answer = { ready: false, problem: 'No broker can be reached.', details: {} };
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is dead only when it was declared dead, by the first reason', async () => {
    liveness.declareDead('The consumer ended for good.');
    liveness.declareDead('Everything else followed.');
    expect(await get('/health/live')).toMatchObject({
      status: 503,
      body: { status: 'error', problem: 'The consumer ended for good.' },
    });
  });

  it('shows the metrics of the service and of the process to Prometheus', async () => {
    metrics.outcomes.inc({ event_type: 'user.deprovisioned', status: 'completed', code: 'none' });
    const response = await fetch(`${base}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain(
      'revocation_outcomes_total{event_type="user.deprovisioned",status="completed",code="none"} 1',
    );
    expect(text).toContain('process_cpu_seconds_total');
  });

  it.each(['/health/live', '/health/ready', '/metrics'])('%s is for looking only', async (path) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(`${base}${path}`, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
    const head = await fetch(`${base}${path}`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('has nothing else', async () => {
    expect((await get('/')).status).toBe(404);
  });
});

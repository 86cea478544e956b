import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  eventually,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
} from '#libs/testbed';
import { TraceReceiver } from './support/trace-receiver.js';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };
const RECEIVER_KEY = `receiver-canary-${randomBytes(24).toString('base64url')}`;
const PRODUCER = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
const OPAQUE = `opaque-canary-${randomBytes(24).toString('base64url')}`;

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({ population: { users: 5, oathTokensPerUser: 2 } });
  folder = await mkdtemp(join(tmpdir(), 'canary-'));
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

describe('a secret', () => {
  it('of an event, an application, the worker or a bearer token is in clear in no log, topic, metric, trace or probe', async () => {
    const name = uniqueName('canary');
    const topics = topicsOf(name);
    await writeFile(join(folder, 'sealing.key'), randomBytes(32).toString('base64'));
    const applicationsFile = await simulator.writeApplicationsFile(folder);
    await using receiver = await TraceReceiver.start();
    const environment = {
      ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
      PINGONE_APPLICATIONS_FILE: applicationsFile,
      TOKEN_SEALING_KEY_FILE: join(folder, 'sealing.key'),
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${RECEIVER_KEY}`,
      KAFKA_SESSION_TIMEOUT_MS: '6000',
    };
    // Every way to fail that might print something: refusals, outages, garbage, unanswered calls.
    simulator.behave({
      rules: [
        { operation: ['revoke-token'], times: 2, effect: { kind: 'respond', status: 401 } },
        { operation: ['revoke-token'], times: 2, effect: { kind: 'drop', when: 'after' } },
        { operation: ['issue-token'], times: 1, effect: { kind: 'respond', status: 401 } },
        { operation: ['submit-oath-job'], times: 1, effect: { kind: 'respond', status: 500, body: 'html' } },
      ],
    });
    const [user] = simulator.seeded.users;
    const application = simulator.applications[0];
    if (!user || !application) {
      throw new Error('the simulator has nothing');
    }
    const issued = simulator.issueTokens({ clientId: application.clientId, userId: user.id });
    const tokens = issued.tokens.map(({ token }) => token);
    const messages = [
      {
        userId: user.id,
        oathTokenIds: user.oathTokens.map(({ id }) => id),
        tokens: tokens.map((token) => ({ token, clientId: application.clientId })),
      },
      { userId: user.id, tokens: [{ token: OPAQUE, clientId: 'nobody' }] },
      { userId: user.id, tokens: [{ token: OPAQUE }], oathTokenIds: ['broken'] },
      { hello: { nested: JSON.stringify({ access_token: OPAQUE, jwt: tokens[0] }) } },
      `broken json ${OPAQUE} ${tokens.join(' ')}`,
    ].map((value) => ({
      key: user.id,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      headers: {
        'x-authorization': `Bearer ${OPAQUE}`,
        eventId: randomUUID(),
        traceparent: `00-${PRODUCER.traceId}-${PRODUCER.spanId}-01`,
      },
    }));

    await using service = await ServiceProcess.start(environment);
    await using watch = new TopicRecorder(kafka, [
      topics.completed,
      topics.deadLetter,
      topics.ledger,
      topics.commands,
    ]);
    const writer = await openWriter(kafka, { log: silentLog });
    await writer.send(topics.userDeprovisioned, messages);
    await writer.close();
    await watch.until(
      'every record is answered',
      () => watch.of(topics.completed).length + watch.of(topics.deadLetter).length === messages.length,
    );

    await eventually(
      'each outcome has its span',
      () =>
        receiver.spans().filter(({ name }) => name.startsWith('process ')).length >=
        watch.of(topics.completed).length,
    );
    const written = watch.records.map(({ key, value, headers }) =>
      [key, value, ...Object.entries(headers).flat()].map((part) => part?.toString() ?? '').join(' '),
    );
    const sinks = {
      ledger: watch.of(topics.ledger).length,
      topics: written.join('\n'),
      log: service.output,
      metrics: await service.metrics(),
      traces: receiver.bodies.join('\n'),
      ready: (await service.health('ready')).body,
    };
    const secrets = [
      ...tokens,
      OPAQUE,
      RECEIVER_KEY,
      simulator.worker.clientSecret,
      ...simulator.applications.flatMap(({ clientSecret }) => clientSecret ?? []),
      (await readFile(join(folder, 'sealing.key'), 'utf8')).trim(),
    ];
    expect(sinks.ledger).toBeGreaterThan(0);
    expect(sinks.traces).toContain('revoke-token');
    // The producer's trace leads to the outcome, and from there to what was asked of PingOne.
    const spans = new Map(receiver.spans().map((span) => [span.spanId, span]));
    for (const { headers } of watch.of(topics.completed)) {
      const [, traceId, spanId = ''] = headers['ce_traceparent']?.toString().split('-') ?? [];
      expect(traceId).toBe(PRODUCER.traceId);
      expect(spans.get(spanId)).toMatchObject({ traceId, parentSpanId: PRODUCER.spanId });
    }
    const requests = [...spans.values()].filter(({ name }) => name === 'submit-oath-job');
    expect(requests.length).toBeGreaterThan(0);
    for (const { traceId, parentSpanId = '' } of requests) {
      expect({ traceId, isBelowOutcome: spans.has(parentSpanId) }).toEqual({
        traceId: PRODUCER.traceId,
        isBelowOutcome: true,
      });
    }
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of secrets) {
      for (const [sink, text] of Object.entries(sinks)) {
        expect({ sink, shows: String(text).includes(secret) }).toEqual({ sink, shows: false });
      }
    }
    // Bearer tokens are signed JWTs of the simulator: none of any kind may show.
    expect(`${sinks.topics}${sinks.log}${sinks.traces}`).not.toMatch(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./);
  });
});

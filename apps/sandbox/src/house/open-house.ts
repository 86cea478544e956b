import { randomBytes } from 'node:crypto';
import { startKafka, freePort, type Simulator } from '#libs/testbed';
import type { KafkaSettings } from '#libs/kafka';
import type { Log } from '#libs/observability';
import { CONNECTION_FILE, type Connection, type Urls } from './connection.js';
import { namesFor } from './names.js';
import { ENVIRONMENT_IDS, startPingOne } from './pingone.js';
import { untilIndexed, untilReady } from './readiness.js';
import { SandboxFolder } from './sandbox-folder.js';
import { serviceEnvironment, serviceSettings, SHUTDOWN_DEADLINE_MS } from './service-environment.js';
import { ServiceProcess } from './service-process.js';
import { removeTraces } from './traces.js';

const READY_DEADLINE_MS = 240_000;
/** Longer than its own deadline: it is to end by itself. */
const STOP_DEADLINE_MS = SHUTDOWN_DEADLINE_MS + 3_000;

/** Everything that runs, and where to find it. */
export interface House {
  readonly connection: Connection;
  readonly kafka: KafkaSettings;
  readonly simulator: Simulator;
  readonly service: ServiceProcess;
  readonly folder: SandboxFolder;
}

export interface HouseOptions {
  /** Where `.sandbox` is to be. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told, at info and warn, what takes time. */
  readonly log: Log;
  /** Called as soon as there is something that a process that ends at once would leave behind. */
  onOpened(leaveAtOnce: () => void): void;
}

/**
 * Starts one thing after the other; each is stopped by the stack, the last one
 * first, also if a later one does not start.
 *
 * @throws KafkaUnavailableError, SandboxError
 */
export async function openHouse(stack: AsyncDisposableStack, options: HouseOptions): Promise<House> {
  const { env, signal, log } = options;
  const folder = stack.use(await SandboxFolder.claim(options.folder));
  options.onOpened(() => folder.removeAtOnce());

  const broker = await startKafka({ env, log, signal });
  stack.defer(() => broker.stop());
  const kafka = { brokers: broker.brokers, clientId: 'sandbox' };
  const names = namesFor(broker.kind, randomBytes(4).toString('hex'));
  if (broker.kind === 'external') {
    stack.defer(() => removeTraces(kafka, names));
  }

  const simulator = await startPingOne();
  stack.defer(() => simulator.close());
  log.info({}, `A simulated PingOne is at ${simulator.authUrl}`);

  const healthPort = await freePort();
  const settings = serviceSettings({
    brokers: broker.brokers,
    names,
    pingone: {
      apiUrl: simulator.apiUrl,
      authUrl: simulator.authUrl,
      environmentIds: ENVIRONMENT_IDS,
      worker: simulator.worker,
    },
    applicationsFile: await simulator.writeApplicationsFile(folder.path),
    sealingKeyFile: await folder.write('sealing-key', `${randomBytes(32).toString('base64')}\n`),
    healthPort,
  });
  const service = stack.use(
    new ServiceProcess({
      env: serviceEnvironment(settings, env),
      logFile: folder.pathOf('service.log'),
      stopDeadlineMs: STOP_DEADLINE_MS,
    }),
  );
  options.onOpened(() => {
    service.killAtOnce();
    folder.removeAtOnce();
  });
  const urls = urlsOf(healthPort, simulator);
  const waiting = { signal: AbortSignal.any([signal, service.ended]), deadlineMs: READY_DEADLINE_MS };
  await untilReady(urls.ready, service, waiting);
  await untilIndexed(simulator, waiting);
  log.info({}, 'The service is ready');

  const { brokers } = broker;
  const connection: Connection = {
    processId: process.pid,
    brokers,
    topics: names.topics,
    urls,
    environment: settings,
  };
  await folder.write(CONNECTION_FILE, `${JSON.stringify(connection, undefined, 2)}\n`);
  return { connection, kafka, simulator, service, folder };
}

function urlsOf(healthPort: number, { authUrl }: Simulator): Urls {
  const health = `http://127.0.0.1:${healthPort}`;
  return {
    live: `${health}/health/live`,
    ready: `${health}/health/ready`,
    metrics: `${health}/metrics`,
    pingoneState: `${authUrl}/__state`,
  };
}

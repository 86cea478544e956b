import { randomBytes } from 'node:crypto';
import { openAdmin, type KafkaSettings } from '#libs/kafka';
import { silentLog, type Log } from '#libs/observability';
import {
  byDefaultName,
  eventually,
  freePort,
  ServiceProcess,
  startKafka,
  startSimulator,
  type Simulator,
} from '#libs/testbed';
import { CONNECTION_FILE, type Connection, type Urls } from './connection.js';
import { namesFor, type Names } from './names.js';
import { SandboxFolder } from './sandbox-folder.js';
import { serviceEnvironment, serviceSettings, SHUTDOWN_DEADLINE_MS } from './service-settings.js';

const READY_DEADLINE_MS = 240_000;
/** Longer than its own deadline: it is to end by itself. */
const STOP_DEADLINE_MS = SHUTDOWN_DEADLINE_MS + 3_000;

/** The first one is that of PingOne's own examples. A job is shared within one environment, so what must be counted alone has the second one. */
export const ENVIRONMENT_IDS = [
  'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
  '3f2a6f5e-08a4-4c57-9a53-7a1f0f1a5c11',
] as const;

/** Everything that runs, and where to find it. */
export interface SandboxTestbed {
  readonly connection: Connection;
  readonly kafka: KafkaSettings;
  readonly simulator: Simulator;
  readonly service: ServiceProcess;
  readonly folder: SandboxFolder;
}

export interface SandboxTestbedOptions {
  /** Where `.sandbox` is to be. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told, at info and warn, what takes time. */
  readonly log: Log;
  /** Called as soon as there is something that a process that ends at once would leave behind. */
  onStarted(leaveAtOnce: () => void): void;
}

/**
 * Starts one thing after the other; each is stopped by the stack, the last one
 * first, also if a later one does not start.
 *
 * @throws KafkaUnavailableError, SandboxError, ProgramEndedError, DeadlineError
 */
export async function startSandboxTestbed(
  stack: AsyncDisposableStack,
  options: SandboxTestbedOptions,
): Promise<SandboxTestbed> {
  const { env, signal, log } = options;
  const folder = stack.use(await SandboxFolder.claim(options.folder));
  options.onStarted(() => folder.removeAtOnce());

  const broker = await startKafka({ env, log, signal });
  stack.defer(() => broker.stop());
  const { brokers } = broker;
  const kafka = { brokers, clientId: 'sandbox' };
  const names = namesFor(broker.kind, randomBytes(4).toString('hex'));
  if (broker.kind === 'external') {
    stack.defer(() => removeTraces(kafka, names));
  }

  const simulator = await startPingOne();
  stack.defer(() => simulator.close());
  log.info({}, `A simulated PingOne is at ${simulator.authUrl}`);

  const healthPort = await freePort();
  const settings = serviceSettings({
    brokers,
    names,
    pingone: { ...simulator, environmentIds: ENVIRONMENT_IDS },
    applicationsFile: await simulator.writeApplicationsFile(folder.path),
    sealingKeyFile: await folder.write('sealing-key', `${randomBytes(32).toString('base64')}\n`),
    healthPort,
  });
  const service = stack.use(
    await ServiceProcess.spawn(serviceEnvironment(settings, env), {
      logFile: folder.pathOf('service.log'),
      // A terminal's Ctrl-C would reach it as well, and our SIGTERM would be its second signal.
      processGroup: 'own',
      stopDeadlineMs: STOP_DEADLINE_MS,
    }),
  );
  options.onStarted(() => {
    service.signal('SIGKILL');
    folder.removeAtOnce();
  });
  const starting = AbortSignal.any([signal, service.ended]);
  await service.untilReady({ deadlineMs: READY_DEADLINE_MS, signal });
  await untilIndexed(simulator, starting);
  log.info({}, 'The service is ready');

  const connection: Connection = {
    processId: process.pid,
    brokers,
    topics: byDefaultName(names.topics),
    urls: urlsOf(service.healthUrl, simulator),
    environment: settings,
  };
  await folder.write(CONNECTION_FILE, `${JSON.stringify(connection, undefined, 2)}\n`);
  return { connection, kafka, simulator, service, folder };
}

/** Jobs take their time, some of them much more than others; and a job that must leave a paired token alone says so. */
function startPingOne(): Promise<Simulator> {
  return startSimulator({
    environmentIds: ENVIRONMENT_IDS,
    behaviour: {
      settings: {
        jobDurationMs: { distribution: 'lognormal', medianMs: 600, sigma: 0.5, maxMs: 2_500 },
        pairedWithoutForceUnpair: 'fail-job',
      },
    },
  });
}

/** The service is ready before its index of OATH tokens is; what the index alone can tell would be a matter of luck until then. */
function untilIndexed({ state, environmentIds }: Simulator, signal: AbortSignal): Promise<void> {
  const pagesRead = (): number => state.requests().byOperation['list-oath-tokens']?.byStatus['200'] ?? 0;
  return eventually(
    'the service has read the OATH tokens of PingOne',
    () => pagesRead() >= environmentIds.length,
    READY_DEADLINE_MS,
    { signal },
  );
}

/** Takes away what this run has made on a broker that goes on without it. */
async function removeTraces(kafka: KafkaSettings, { topics, groupId }: Names): Promise<void> {
  const admin = await openAdmin(kafka, { log: silentLog });
  try {
    await admin.deleteGroups([groupId]);
    await admin.delete(Object.values(topics));
  } finally {
    await admin.close();
  }
}

function urlsOf(healthUrl: string, { authUrl }: Simulator): Urls {
  return {
    live: `${healthUrl}/health/live`,
    ready: `${healthUrl}/health/ready`,
    metrics: `${healthUrl}/metrics`,
    pingoneState: `${authUrl}/__state`,
  };
}

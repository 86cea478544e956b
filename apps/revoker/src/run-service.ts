import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { verifyFixes } from '#libs/kafka';
import { type FatalCause } from '#libs/lanes';
import {
  collectProcessMetrics,
  createMetrics,
  NestLog,
  openTracing,
  type ComponentLog,
} from '#libs/observability';
import type { PingOneSettings } from '#libs/pingone';
import { AppModule } from './app.module.js';
import { composeService } from './composition/compose-service.js';
import type { Faults } from './composition/faults.port.js';
import { EXIT_BAD_SETTINGS, EXIT_FATAL } from './exit-codes.js';
import { Liveness } from './health/index.js';
import type { Settings } from './settings/index.js';
import { Shutdown } from './shutdown.js';

/** `service.name` of its traces, the same for all instances. */
const SERVICE_NAME = 'pingone-revocation';

/**
 * Starts the service; it ends by a signal, or when it cannot do its work any more.
 * @param faults for tests of recovery
 */
export async function runService(
  settings: Settings,
  pingone: PingOneSettings,
  logs: ComponentLog,
  faults?: Faults,
): Promise<void> {
  const log = logs('service');
  const closing: (() => Promise<void>)[] = [];
  const shutdown = Shutdown.install({
    close: async () => {
      for (const close of closing) {
        await close();
      }
    },
    deadlineMs: settings.shutdownDeadlineMs,
    log,
  });
  verifyFixes();
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  const liveness = new Liveness();
  const onFatal = (reason: string, cause: FatalCause): void => {
    log.error({ reason }, 'The service cannot go on.');
    liveness.declareDead(reason);
    shutdown.begin(reason, cause === 'set-up' ? EXIT_BAD_SETTINGS : EXIT_FATAL);
  };
  const { tracesEndpoint } = settings;
  const tracing = tracesEndpoint === undefined ? undefined : await openTracing(tracesEndpoint, SERVICE_NAME);
  const service = composeService(settings, {
    ...{ pingone, logs, metrics, onFatal },
    ...(faults && { faults }),
    ...(tracing && { tracing }),
  });
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot({ service, liveness, metrics }),
    {
      logger: new NestLog(logs('nest')),
      abortOnError: false,
      forceCloseConnections: true,
      bodyParser: false,
    },
  );
  closing.push(
    () => app.close(),
    () => service.close(),
    async () => tracing?.close(),
  );
  app.disable('x-powered-by');
  app.connectMicroservice<MicroserviceOptions>({ strategy: service.strategy });
  // The port first: while Kafka cannot be reached, it says why.
  await app.listen(settings.health.port, settings.health.host);
  log.info({ url: await app.getUrl() }, 'Health and metrics are served.');
  await app.startAllMicroservices();
}

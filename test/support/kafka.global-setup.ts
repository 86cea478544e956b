import { join } from 'node:path';
import type { Log } from '#libs/observability';

/** Where the teardown, which jest loads as a module of its own, finds what there is to stop. */
declare global {
  var stopTestKafka: (() => Promise<void>) | undefined;
}

const print = (_fields: object, message: string): void => {
  process.stderr.write(`${message}\n`);
};
const log: Log = { debug: () => undefined, info: print, warn: print, error: print };

/**
 * One broker for a whole run of jest, which calls this once however many projects name it. Test
 * files find it in TEST_KAFKA_BROKERS, which their workers inherit; they keep apart by names
 * (`names.ts`).
 */
const setup = async (): Promise<void> => {
  // Not by a static import: it would be resolved before the hooks are in force.
  await import(join(import.meta.dirname, 'resolve-sources.ts'));
  // What the testbed reads topics with has syntax that Node alone does not take.
  await import(join(import.meta.dirname, '../runner/transpile.ts'));
  const { KafkaUnavailableError, startKafka } = await import('#libs/testbed');
  try {
    const kafka = await startKafka({ log });
    process.env['TEST_KAFKA_BROKERS'] = kafka.brokers.join();
    globalThis.stopTestKafka = async () => {
      if (kafka.kind !== 'external') {
        delete process.env['TEST_KAFKA_BROKERS'];
      }
      await kafka.stop();
    };
  } catch (error) {
    if (error instanceof KafkaUnavailableError) {
      error.stack = error.message;
    }
    throw error;
  }
};

// Jest asks for a default export.
export { setup as default };

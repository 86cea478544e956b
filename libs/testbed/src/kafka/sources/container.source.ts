import { ClaimedPorts } from '../brokers/claimed-ports.js';
import { brokerProperties, toContainerEnvironment } from '../support/broker-properties.js';
import { KAFKA_IMAGE } from '../kafka-version.js';
import { engineAnswers } from './container-engine.js';
import type { KafkaSource, RunningKafka } from './kafka-source.port.js';

const STARTUP_TIMEOUT_MS = 120_000;
const BROKER_PORT = 9092;
const CONTROLLER_PORT = 9093;

/** One node of `apache/kafka` in a container; testcontainers' reaper removes it should this process die. */
export const containerSource: KafkaSource = async ({ env, log, signal }) => {
  if (!(await engineAnswers(env))) {
    return { kind: 'absent', reason: 'no container engine answers' };
  }
  try {
    log.info({ image: KAFKA_IMAGE }, `Starting ${KAFKA_IMAGE} in a container …`);
    const kafka = await startContainer();
    if (signal.aborted) {
      await kafka.stop();
      signal.throwIfAborted();
    }
    return { kind: 'running', kafka };
  } catch (error) {
    signal.throwIfAborted();
    const cause = firstLine(error);
    log.warn(
      { image: KAFKA_IMAGE, cause },
      `A container engine answers but cannot run ${KAFKA_IMAGE} (${cause})`,
    );
    return { kind: 'absent', reason: `the container engine cannot run ${KAFKA_IMAGE}` };
  }
};

const startContainer = async (): Promise<RunningKafka> => {
  // A dev dependency, and slow to load.
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const engine = await getContainerRuntimeClient();
  const engineHost = engine.info.containerRuntime.host;
  // By name it may resolve to ::1 first, where not every engine maps ports.
  const host = engineHost === 'localhost' ? '127.0.0.1' : engineHost;
  // The broker must advertise the mapped port, so it has to be known before the container starts.
  using claimed = await ClaimedPorts.of(1);
  const [port = 0] = claimed.ports;
  const properties = brokerProperties({
    nodeId: 1,
    dataFolder: '/tmp/kafka-logs',
    voters: [{ nodeId: 1, port: CONTROLLER_PORT }],
    bindHost: '0.0.0.0',
    listeners: [{ name: 'PLAINTEXT', protocol: 'PLAINTEXT', port: BROKER_PORT, advertised: { host, port } }],
  });
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: BROKER_PORT, host: port })
    .withEnvironment(toContainerEnvironment(properties))
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return {
    kind: 'container',
    brokers: [`${host}:${port}`],
    stop: async () => {
      await container.stop({ remove: true, removeVolumes: true });
    },
  };
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';

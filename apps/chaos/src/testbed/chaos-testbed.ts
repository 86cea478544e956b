import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abortable } from '#libs/async';
import { EmbeddedCluster, startSimulator, topicsOf, type Simulator, type Topics } from '#libs/testbed';
import type { KafkaSettings } from '#libs/kafka';
import type { Item } from '../load/item.js';
import { DISTANCE } from './distance.js';
import { Fleet } from './fleet.js';
import { KafkaProxy } from './kafka-proxy.js';
import { KafkaObserver } from './kafka-observer.js';
import { PublishingGate } from '../load/publishing-gate.js';
import { serviceSettings } from './service-settings.js';
import { Toll } from './toll.js';
import { BROKER_PROPERTIES, createTopics, type Compaction } from './topics.js';

export interface ChaosTestbedOptions {
  readonly seed: number;
  readonly processes: number;
  readonly brokers: 1 | 3;
  readonly lanes: number;
  /** Of the ledger; `at-once` unless set, so that every restore reads one with gaps. */
  readonly compaction?: Compaction;
  /** Of the service; the last word over those that all runs have. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gives up opening it. */
  readonly signal: AbortSignal;
}

/** Everything that a run is about: Kafka behind proxies, PingOne, and the service in several processes. */
export interface ChaosTestbed extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  /** One in front of each broker; only the service comes by them. */
  readonly proxies: readonly KafkaProxy[];
  readonly observer: KafkaObserver;
  readonly simulator: Simulator;
  readonly fleet: Fleet;
  readonly topics: Topics;
  /** Past the proxies: faults do not reach publishing and checking. */
  readonly kafka: KafkaSettings;
  readonly lanes: number;
  /** What faults have published beside the load, by tag. */
  readonly alsoPublished: Map<string, Item>;
  /** Closed while a fault must be the only one who publishes. */
  readonly gate: PublishingGate;
  /** What faults have taken away for good. */
  readonly toll: Toll;
}

/** Resolves when all instances are ready. Whatever was begun is ended again where something fails. */
export async function startChaosTestbed({
  seed,
  processes,
  brokers,
  lanes,
  compaction = 'at-once',
  settings = {},
  signal,
}: ChaosTestbedOptions): Promise<ChaosTestbed> {
  await using made = new AsyncDisposableStack();
  const observer = new KafkaObserver();
  const proxies = Array.from({ length: brokers }, () => made.use(new KafkaProxy(observer)));
  await Promise.all(proxies.map((proxy) => proxy.open()));
  const proxyPorts = proxies.map(({ port }) => port);
  const cluster = made.use(
    await EmbeddedCluster.start({ nodes: brokers, proxyPorts, properties: BROKER_PROPERTIES, signal }),
  );
  cluster.brokers('proxied').forEach((address, index) => proxies[index]?.passTo(address));
  const kafka = { brokers: cluster.brokers(), clientId: 'chaos' };
  const topics = topicsOf('chaos');
  await createTopics(kafka, topics, { lanes, brokers, compaction, signal });

  const simulator = await startSimulator({ seed, population: { users: 0 }, behaviour: { rules: DISTANCE } });
  made.defer(() => simulator.close());
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  made.defer(() => rm(folder, { recursive: true }));
  const environment = await serviceSettings({
    brokers: proxyPorts.map((port) => `127.0.0.1:${port}`),
    topics,
    simulator,
    lanes,
    folder,
  });
  const fleet = made.use(
    new Fleet({ environment: { ...environment, ...settings }, pingone: simulator.authUrl }),
  );
  await abortable(Promise.all(Array.from({ length: processes }, () => fleet.start())), signal);
  const all = made.move();
  return {
    ...{ cluster, proxies, observer, simulator, fleet, topics, kafka, lanes },
    alsoPublished: new Map(),
    gate: new PublishingGate(),
    toll: new Toll(),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

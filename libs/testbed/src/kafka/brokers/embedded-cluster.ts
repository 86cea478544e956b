import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, type Log } from '#libs/observability';
import { prepareDistribution, type KafkaDistribution } from '../distribution/kafka-distribution.js';
import { KafkaUnavailableError } from '../support/embedded-kafka.errors.js';
import { CertificateAuthority } from '../security/certificate-authority.js';
import { securityProperties, writeTlsFiles, type SecuredListener } from '../security/secured-listeners.js';
import { BrokerNode } from './broker-node.js';
import { brokerProperties, toPropertiesFile } from '../support/broker-properties.js';
import { ClaimedPorts } from './claimed-ports.js';
import {
  allotPorts,
  clientListeners,
  portsPerNode,
  type ListenerName,
  type NodePorts,
} from './node-ports.js';
import { bootstrapCheckpoint, formatStorage, kafkaUuid, type ScramUser } from '../support/storage.js';

export interface ClusterOptions {
  /** Each is broker and controller. Three have replication factor 3 and min ISR 2. Default 1. */
  readonly nodes?: 1 | 3;
  /** server.properties of every node; the last word over the library's own. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
  /** Beside the plaintext listener, which is always there. */
  readonly listeners?: readonly SecuredListener[];
  /**
   * Ports of loopback that proxies listen on, one per node in their order. There is then a listener `proxied`, whose
   * clients are told to come by these ports, also when a broker names itself or another one; brokers among themselves
   * do not. A proxy passes on to `brokers('proxied')`.
   */
  readonly proxyPorts?: readonly number[];
  /** Who may come in by the `sasl-` listeners, by any of their mechanisms. */
  readonly users?: readonly ScramUser[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly log?: Log;
  readonly signal?: AbortSignal;
}

/**
 * Apache Kafka on this machine, run from its jars: a cluster of its own for chaos and security
 * tests. It never outlives this process, whatever ends it, and leaves no data.
 */
export class EmbeddedCluster implements AsyncDisposable {
  readonly nodes: readonly BrokerNode[];
  /** Signed what the TLS listeners present; issues client certificates that `mtls` takes. */
  readonly certificates: CertificateAuthority;
  /** All of its data, logs and settings; gone after `stop`. */
  readonly folder: string;
  readonly #ports: readonly NodePorts[];
  readonly #claim: ClaimedPorts;

  private constructor(parts: {
    readonly nodes: readonly BrokerNode[];
    readonly certificates: CertificateAuthority;
    readonly folder: string;
    readonly ports: readonly NodePorts[];
    readonly claim: ClaimedPorts;
  }) {
    this.nodes = parts.nodes;
    this.certificates = parts.certificates;
    this.folder = parts.folder;
    this.#ports = parts.ports;
    this.#claim = parts.claim;
  }

  /**
   * Resolves when every node takes requests.
   * @throws KafkaUnavailableError without Java or the jars; BrokerStartError if a broker does not come up.
   */
  static async start(options: ClusterOptions = {}): Promise<EmbeddedCluster> {
    const { env = process.env, log = silentLog, signal = new AbortController().signal } = options;
    const search = await prepareDistribution({ env, log, signal });
    if (search.kind === 'missing') {
      throw new KafkaUnavailableError(
        `A Kafka cluster of our own could not be started: ${search.reason}; install Java 17 and Maven.`,
      );
    }
    return EmbeddedCluster.startFrom(search.distribution, options);
  }

  /** The same, with a distribution that is at hand. */
  static async startFrom(
    distribution: KafkaDistribution,
    options: ClusterOptions = {},
  ): Promise<EmbeddedCluster> {
    const { signal = new AbortController().signal } = options;
    const cluster = await EmbeddedCluster.#build(distribution, options, signal);
    try {
      await Promise.all(cluster.nodes.map((node) => node.start({ signal })));
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  static async #build(
    distribution: KafkaDistribution,
    options: ClusterOptions,
    signal: AbortSignal,
  ): Promise<EmbeddedCluster> {
    const { nodes: count = 1, properties = {}, listeners: secured = [], users = [], proxyPorts } = options;
    const names: readonly ListenerName[] = [
      'plaintext',
      ...secured,
      ...(proxyPorts ? ['proxied' as const] : []),
    ];
    const folder = await mkdtemp(join(tmpdir(), 'embedded-kafka-'));
    const claim = await ClaimedPorts.of(count * portsPerNode(names));
    try {
      const tlsFolder = join(folder, 'tls');
      const certificates = new CertificateAuthority('embedded-kafka test authority', new Date());
      await writeTlsFiles(tlsFolder, certificates.certPem, certificates.issue('localhost'));
      const security = securityProperties(secured, users, tlsFolder);
      const ports = allotPorts(claim.ports, names);
      const checkpoint = await bootstrapCheckpoint(distribution, users, { folder, signal });
      const clusterId = kafkaUuid();
      const voters = ports.map(({ nodeId, controller }) => ({ nodeId, port: controller }));
      const nodes = await Promise.all(
        ports.map(async ({ nodeId, clients }) => {
          const nodeFolder = join(folder, `node-${nodeId}`);
          const dataFolder = join(nodeFolder, 'data');
          await mkdir(nodeFolder);
          await formatStorage(dataFolder, { clusterId, nodeId, checkpoint });
          const serverProperties = brokerProperties({
            nodeId,
            dataFolder,
            voters,
            bindHost: '127.0.0.1',
            listeners: clientListeners(clients, proxyPorts?.[nodeId - 1]),
            extra: { ...security, ...properties },
          });
          await writeFile(join(nodeFolder, 'server.properties'), toPropertiesFile(serverProperties), {
            mode: 0o600,
          });
          const readyPorts = [...clients.values()];
          return new BrokerNode({
            nodeId,
            distribution,
            clusterFolder: folder,
            nodeFolder,
            dataFolder,
            readyPorts,
          });
        }),
      );
      return new EmbeddedCluster({ nodes, certificates, folder, ports, claim });
    } catch (error) {
      claim.release();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** `127.0.0.1:port` of every node; the same through all restarts. */
  brokers(listener: ListenerName = 'plaintext'): readonly string[] {
    return this.#ports.map(({ clients }) => {
      const port = clients.get(listener);
      if (port === undefined) {
        throw new TypeError(`The cluster was started without the listener ${listener}`);
      }
      return `127.0.0.1:${port}`;
    });
  }

  /** By its node id, which counts from 1; brokers have the same ids in Kafka's metadata. */
  node(nodeId: number): BrokerNode {
    const node = this.nodes.find((candidate) => candidate.nodeId === nodeId);
    if (node === undefined) {
      throw new TypeError(`The cluster has no node ${nodeId}`);
    }
    return node;
  }

  /** Ends all nodes at once and removes their data. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    this.#claim.release();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

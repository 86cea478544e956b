export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';

export interface Listener {
  readonly name: string;
  readonly protocol: SecurityProtocol;
  readonly port: number;
  /** Where clients find it; the bound address unless a container maps it. */
  readonly advertised?: { readonly host: string; readonly port: number };
}

export interface BrokerLayout {
  readonly nodeId: number;
  readonly dataFolder: string;
  /** All nodes of the cluster with their controller ports: every node is broker and controller. */
  readonly voters: readonly { readonly nodeId: number; readonly port: number }[];
  readonly bindHost: '127.0.0.1' | '0.0.0.0';
  /** The first one is also what brokers use among themselves. */
  readonly listeners: readonly Listener[];
  /** The last word on any property. */
  readonly extra?: Readonly<Record<string, string | number | boolean>>;
}

export type Properties = Readonly<Record<string, string>>;

/** server.properties of a small broker that is quick to start and honest about durability. */
export const brokerProperties = (layout: BrokerLayout): Properties => {
  const { nodeId, voters, bindHost, listeners, extra = {} } = layout;
  const controllerPort = voters.find((voter) => voter.nodeId === nodeId)?.port;
  if (controllerPort === undefined) {
    throw new TypeError(`Node ${nodeId} is not among the voters`);
  }
  const replicas = Math.min(voters.length, 3);
  const minIsr = Math.max(1, replicas - 1);
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': voters.map((voter) => `${voter.nodeId}@127.0.0.1:${voter.port}`).join(),
    'controller.listener.names': 'CONTROLLER',
    listeners: [
      `CONTROLLER://127.0.0.1:${controllerPort}`,
      ...listeners.map(({ name, port }) => `${name}://${bindHost}:${port}`),
    ].join(),
    'advertised.listeners': listeners
      .map(({ name, port, advertised = { host: '127.0.0.1', port } }) => {
        return `${name}://${advertised.host}:${advertised.port}`;
      })
      .join(),
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT',
      ...listeners.map(({ name, protocol }) => `${name}:${protocol}`),
    ].join(),
    'inter.broker.listener.name': listeners[0]?.name ?? 'PLAINTEXT',
    'log.dirs': layout.dataFolder,

    // A topic that is written to by mistake must be an error, as it is in production.
    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': minIsr,
    // The defaults of 3 keep a single node's coordinators from ever coming up (tulios/kafkajs #1752).
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minIsr,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minIsr,
    // 50 partitions each by default, which a first consumer and a first transaction would wait for.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 8,

    'group.initial.rebalance.delay.ms': 0,
    // Tests of lost members need not wait for the default floor of 6 s.
    'group.min.session.timeout.ms': 1_000,

    // 128 MB by default, allocated at the start of every node.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    // Looks every 15 s by default.
    'log.cleaner.backoff.ms': 500,
    'num.io.threads': 4,
    'num.network.threads': 2,
    ...extra,
  };
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)]));
};

/** The text of a server.properties file. */
export const toPropertiesFile = (properties: Properties): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`)
    .join('');

/** The same for the `apache/kafka` image (KIP-975): `a.b` is `KAFKA_A_B`, `_` is doubled, `-` is tripled. */
export const toContainerEnvironment = (properties: Properties): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const variable = name.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase();
      return [`KAFKA_${variable}`, value];
    }),
  );

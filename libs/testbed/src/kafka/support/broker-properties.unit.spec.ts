import { describe, expect, it } from '@jest/globals';
import {
  brokerProperties,
  toContainerEnvironment,
  toPropertiesFile,
  type BrokerLayout,
} from './broker-properties.js';

const layout = (overrides: Partial<BrokerLayout> = {}): BrokerLayout => ({
  nodeId: 1,
  dataFolder: '/data',
  voters: [{ nodeId: 1, port: 20001 }],
  bindHost: '127.0.0.1',
  listeners: [{ name: 'PLAINTEXT', protocol: 'PLAINTEXT', port: 20002 }],
  ...overrides,
});
const voters = [1, 2, 3].map((nodeId) => ({ nodeId, port: 20_000 + nodeId }));

describe('brokerProperties', () => {
  it.each([
    { nodes: 1, replicas: '1', minIsr: '1' },
    { nodes: 3, replicas: '3', minIsr: '2' },
  ])('keeps $replicas replicas on $nodes nodes, $minIsr of them in sync', ({ nodes, replicas, minIsr }) => {
    expect(brokerProperties(layout({ voters: voters.slice(0, nodes) }))).toMatchObject({
      'default.replication.factor': replicas,
      'min.insync.replicas': minIsr,
      'offsets.topic.replication.factor': replicas,
      'transaction.state.log.replication.factor': replicas,
      'transaction.state.log.min.isr': minIsr,
    });
  });

  it('lets brokers speak among themselves by the first listener', () => {
    const secured = { name: 'TLS', protocol: 'SSL', port: 20003 } as const;
    const { listeners } = layout();
    expect(brokerProperties(layout({ nodeId: 2, voters, listeners: [...listeners, secured] }))).toMatchObject(
      {
        'inter.broker.listener.name': 'PLAINTEXT',
        'controller.quorum.voters': '1@127.0.0.1:20001,2@127.0.0.1:20002,3@127.0.0.1:20003',
        listeners: 'CONTROLLER://127.0.0.1:20002,PLAINTEXT://127.0.0.1:20002,TLS://127.0.0.1:20003',
        'advertised.listeners': 'PLAINTEXT://127.0.0.1:20002,TLS://127.0.0.1:20003',
        'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,TLS:SSL',
      },
    );
  });

  it('advertises where a container’s port is mapped to, not where it is bound', () => {
    const [listener] = layout().listeners;
    const mapped = { ...listener!, advertised: { host: 'docker.internal', port: 31_000 } };
    expect(brokerProperties(layout({ bindHost: '0.0.0.0', listeners: [mapped] }))).toMatchObject({
      listeners: 'CONTROLLER://127.0.0.1:20001,PLAINTEXT://0.0.0.0:20002',
      'advertised.listeners': 'PLAINTEXT://docker.internal:31000',
    });
  });

  it('gives the caller the last word', () => {
    const extra = { 'auto.create.topics.enable': true, 'broker.session.timeout.ms': 3_000 };
    expect(brokerProperties(layout({ extra }))).toMatchObject({
      'auto.create.topics.enable': 'true',
      'broker.session.timeout.ms': '3000',
    });
  });

  it('refuses a node that has no vote', () => {
    expect(() => brokerProperties(layout({ nodeId: 7 }))).toThrow('Node 7 is not among the voters');
  });
});

describe('the forms of properties', () => {
  it('escape what a properties file would read otherwise', () => {
    expect(toPropertiesFile({ 'log.dirs': 'C:\\data', text: 'two\nlines' })).toBe(
      'log.dirs=C:\\\\data\ntext=two\\nlines\n',
    );
  });

  it('name variables as the image of Apache Kafka wants them (KIP-975)', () => {
    expect(toContainerEnvironment({ 'log.dirs': '/d', 'a_b.c-d': 'x' })).toEqual({
      KAFKA_LOG_DIRS: '/d',
      KAFKA_A__B_C___D: 'x',
    });
  });
});

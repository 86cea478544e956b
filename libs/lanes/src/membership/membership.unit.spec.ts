import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  AssignerProtocol,
  type Assigner,
  type Cluster,
  type Consumer,
  type ConsumerConfig,
  type Kafka,
} from 'kafkajs';

import { type GroupDescription, KafkaGroup } from '#libs/kafka';
import { silentLog } from '#libs/observability';

import { turns, until } from '../lane/lane-fixture.fake.spec.js';
import { Membership, type MembershipEvents } from './membership.js';

type Listener = (event: { readonly payload: unknown; readonly timestamp: number }) => void;

/** The consumer as far as membership uses it; the test is the group. */
class FakeConsumer {
  readonly listeners = new Map<string, Listener[]>();
  readonly events = {
    REQUEST: 'request',
    GROUP_JOIN: 'join',
    HEARTBEAT: 'heartbeat',
    STOP: 'stop',
    CRASH: 'crash',
  };
  readonly paused: string[] = [];
  subscribed: readonly string[] = [];
  isRunning = false;
  isDisconnected = false;
  connectFaults = 0;
  assigner: Assigner | undefined;

  on(name: string, listener: Listener): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  emit(name: string, payload: unknown = {}): void {
    this.listeners.get(name)?.forEach((listener) => listener({ payload, timestamp: Date.now() }));
  }

  async connect(): Promise<void> {
    if (this.connectFaults > 0) {
      this.connectFaults -= 1;
      throw new Error('Connection refused');
    }
  }

  async subscribe({ topics }: { readonly topics: readonly string[] }): Promise<void> {
    this.subscribed = topics;
  }

  async run(): Promise<void> {
    this.isRunning = true;
  }

  async disconnect(): Promise<void> {
    this.isDisconnected = true;
  }

  described: GroupDescription = { state: 'Stable', protocol: 'lanes', members: [] };

  async describeGroup(): Promise<GroupDescription> {
    return this.described;
  }

  async commitOffsets(): Promise<void> {
    throw new Error('The group is rebalancing');
  }

  pause(topics: readonly { readonly topic: string }[]): void {
    this.paused.push(...topics.map(({ topic }) => topic));
  }

  /** One join of the group, as kafkajs goes through it. */
  join(memberId: string, lanes: readonly number[], sentAt = Date.now()): void {
    this.assigner?.protocol({ topics: [] });
    this.emit('request', { apiName: 'SyncGroup', createdAt: sentAt });
    this.emit('join', { memberId, memberAssignment: { commands: lanes, in: [0, 1, 2] } });
  }

  heartbeat(sentAt = Date.now()): void {
    this.emit('request', { apiName: 'Heartbeat', createdAt: sentAt });
    this.emit('heartbeat');
  }
}

describe(Membership.name, () => {
  let consumer: FakeConsumer;
  let consumers: FakeConsumer[];
  let membership: Membership;
  let told: string[];

  beforeEach(() => {
    consumers = [];
    told = [];
    const kafka = {
      consumer: ({ partitionAssigners: [assigner] = [] }: ConsumerConfig): Consumer => {
        consumer = new FakeConsumer();
        consumers.push(consumer);
        consumer.assigner = assigner?.({ cluster: {} as Cluster, groupId: 'group', logger: {} as never });
        return consumer as unknown as Consumer;
      },
    } as Kafka;
    const events: MembershipEvents = {
      joined: ({ lanes, continuity }) => told.push(`${continuity} ${lanes.join()}`),
      confirmed: () => told.push('confirmed'),
      left: (reason) => told.push(reason),
      problem: (problem) => told.push(problem ?? 'no problem'),
      fatal: (reason) => told.push(`fatal: ${reason}`),
      held: () => [3, 5],
    };
    const group = new KafkaGroup(kafka, 'group', silentLog);
    const options = { group, inputs: ['in'], commands: 'commands', lanes: 8 };
    const timing = {
      sessionTimeoutMs: 6000,
      partitionCount: () => 0,
      hopelessAfterMs: 1500,
      againMs: 100,
      lookAroundMs: 50,
    };
    membership = new Membership({ ...options, ...timing, log: silentLog }, events);
  });

  afterEach(async () => {
    consumer.join('a', []);
    await membership.stop();
  });

  async function started(): Promise<void> {
    membership.start();
    await until('the consumer runs', () => consumer.isRunning);
    told.length = 0;
  }

  /** The lanes that the next join would ask for. */
  function claim(): unknown {
    const metadata = consumer.assigner?.protocol({ topics: [] }).metadata ?? Buffer.alloc(0);
    return JSON.parse(AssignerProtocol.MemberMetadata.decode(metadata)?.userData.toString() ?? 'null');
  }

  test('subscribes to the commands alone, and pauses them in every generation', async () => {
    await started();
    expect(consumer.subscribed).toEqual(['commands']);
    consumer.join('a', [0]);
    consumer.join('a', [0]);
    expect(consumer.paused).toEqual(['commands', 'commands']);
  });

  test('says while it is a member that another program has converted the group, and when that is over', async () => {
    await started();
    consumer.described = { state: 'Dead', protocol: '', members: [] };
    consumer.join('a', [0]);
    await until('it is told', () => told.some((line) => line.includes('by the newer consumer protocol')));
    expect(membership.isDisturbed).toBe(true);
    consumer.described = { state: 'Stable', protocol: 'lanes', members: [] };
    await until('it is over', () => told.at(-1) === 'no problem');
    expect(membership.isDisturbed).toBe(false);
  });

  test('lanes are kept by the same member, one join after the other', async () => {
    await started();
    consumer.join('a', [0, 1]);
    consumer.join('a', [0]);
    expect(told).toEqual(['broken 0,1', 'kept 0']);
  });

  test('another member id keeps nothing', async () => {
    await started();
    consumer.join('a', [0]);
    consumer.join('b', [0]);
    expect(told).toEqual(['broken 0', 'broken 0']);
  });

  test('a generation that it asked for and did not see keeps nothing', async () => {
    await started();
    consumer.join('a', [0]);
    consumer.assigner?.protocol({ topics: [] });
    consumer.join('a', [0]);
    expect(told).toEqual(['broken 0', 'broken 0']);
  });

  test('is a member for less than a session timeout after the request that was answered last', async () => {
    await started();
    expect(membership.isMember()).toBe(false);
    consumer.join('a', [0], Date.now() - 5500);
    expect(membership.isMember()).toBe(false);
    consumer.heartbeat();
    expect(membership.isMember()).toBe(true);
    consumer.heartbeat(Date.now() - 60_000);
    expect(membership.isMember()).toBe(false);
  });

  test('claims what it holds only while it can be sure of it', async () => {
    await started();
    expect(claim()).toEqual([]);
    consumer.join('a', [3, 5]);
    expect(claim()).toEqual([3, 5]);
  });

  test('is out as soon as the consumer has stopped', async () => {
    await started();
    consumer.join('a', [0]);
    consumer.emit('stop');
    expect(membership.isMember()).toBe(false);
    expect(membership.isJoined).toBe(false);
    expect(told).toContain('stopped');
  });

  test('a crash that restarts drops the lanes; one that does not is fatal', async () => {
    await started();
    consumer.join('a', [0]);
    consumer.emit('crash', { restart: true, error: new Error('coordinator is loading') });
    expect(told).toEqual(['broken 0', 'crashed']);
    consumer.emit('crash', { restart: false, error: new TypeError('x is not a function') });
    expect(told.at(-1)).toContain('x is not a function');
    expect(told.at(-1)).toContain('fatal');
  });

  test('a missing right is told, and tried again by another consumer until it is granted', async () => {
    await started();
    consumer.join('a', [0]);
    const error = Object.assign(new Error('Not authorized'), { type: 'GROUP_AUTHORIZATION_FAILED' });
    consumer.emit('crash', { restart: false, error });
    expect(told).toEqual(['broken 0', 'crashed', expect.stringContaining('it needs the right Read on it')]);
    told.length = 0;
    await until('there is another one', () => consumers.length === 2 && consumer.isRunning);
    expect(told).toEqual([]);
    consumer.join('b', [0]);
    expect(told).toEqual(['no problem', 'broken 0']);
  });

  test('what keeps it from joining is told, and tried again', async () => {
    consumer.connectFaults = 1;
    membership.start();
    await until('the consumer runs', () => consumer.isRunning);
    expect(told[0]).toContain('Connection refused');
    expect(told.at(-1)).toBe('no problem');
  });

  test('a consumer that hangs is given up for a new one, and never heard of again', async () => {
    await started();
    const hanging = consumer;
    hanging.join('a', [0]);
    await until('there is another one', () => consumers.length === 2 && consumer.isRunning);
    expect(told).toContain('silent');
    told.length = 0;
    hanging.heartbeat();
    hanging.emit('join', { memberId: 'a', memberAssignment: { commands: [0] } });
    expect(told).toEqual([]);
    expect(hanging.isDisconnected).toBe(true);
    expect(() => hanging.assigner?.protocol({ topics: [] })).toThrow('given up');
    consumer.join('b', [0]);
    expect(told).toEqual(['broken 0']);
  });

  test('a member that is confirmed all the time is left alone', async () => {
    jest.useFakeTimers();
    try {
      membership.start();
      await jest.advanceTimersByTimeAsync(100);
      expect(consumer.isRunning).toBe(true);
      consumer.join('a', [0]);
      for (let beat = 0; beat < 100; beat += 1) {
        consumer.heartbeat();
        await jest.advanceTimersByTimeAsync(100);
      }
      expect(consumers.length).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  test('waits for a join that is under way before it leaves', async () => {
    await started();
    consumer.assigner?.protocol({ topics: [] });
    const stopped = membership.stop();
    await turns();
    expect(consumer.isDisconnected).toBe(false);
    consumer.join('a', [0]);
    await stopped;
    expect(consumer.isDisconnected).toBe(true);
    expect(membership.isMember()).toBe(false);
  });
});

import { afterEach, describe, expect, jest, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { ClusterView } from './cluster-view.js';
import type { MetadataAnswer } from '../protocol/metadata.js';
import { KafkaError } from './kafka.errors.js';
import type { Address, Asker } from './client.port.js';

const node = (nodeId: number) => ({ nodeId, host: `node-${nodeId}`, port: 9092 });
const topic = (name: string, ...leaders: readonly number[]) => ({
  name,
  partitions: leaders.map((leader, partition) => ({
    partition,
    leader,
    replicas: [leader],
    inSync: [leader],
  })),
});

type Answer = MetadataAnswer | KafkaError | 'silence';

/** Brokers by address, which answer a request for metadata as they are told. */
class ScriptedBrokers implements Asker {
  readonly asked: string[] = [];
  readonly answers = new Map<string, Answer>();

  async ask<T>({ host }: Address): Promise<T> {
    this.asked.push(host);
    const answer = this.answers.get(host) ?? new KafkaError('UNREACHABLE', host);
    if (answer instanceof KafkaError) {
      throw answer;
    }
    return answer === 'silence' ? new Promise(() => undefined) : (answer as T);
  }

  drop(): void {
    // Nothing is kept here.
  }
}

function viewOf(brokers: ScriptedBrokers, ...seeds: readonly string[]): ClusterView {
  return new ClusterView(
    brokers,
    seeds.map((host) => `${host}:9092`),
    silentLog,
  );
}

describe('ClusterView while the wall clock is set back by an hour', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('asks for metadata again at once, and not an hour later', async () => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
    const brokers = new ScriptedBrokers();
    brokers.answers.set('seed', { controller: 1, nodes: [], topics: [topic('t', 1)] });
    const view = viewOf(brokers, 'seed');
    const refresh = async (): Promise<void> => {
      const refreshed = view.refresh();
      await jest.advanceTimersByTimeAsync(1_000);
      await refreshed;
    };
    await refresh();
    brokers.answers.set('seed', { controller: 1, nodes: [], topics: [topic('t', 2)] });
    jest.setSystemTime(Date.now() - 3_600_000);
    await refresh();
    expect(view.leaderOf('t', 0)).toBe(2);
  });
});

describe('ClusterView', () => {
  test('learns nodes, topics and leaders from the first broker that answers', async () => {
    const brokers = new ScriptedBrokers();
    brokers.answers.set('seed-2', { controller: 1, nodes: [node(1), node(2)], topics: [topic('t', 2, 1)] });
    const view = viewOf(brokers, 'seed-1', 'seed-2');
    await view.load();
    expect([view.nodes(), view.leaderOf('t', 0), view.leaderOf('t', 1), view.leaderOf('t', 2)]).toEqual([
      [1, 2],
      2,
      1,
      -1,
    ]);
    expect(view.address(1)).toEqual({ host: 'node-1', port: 9092 });
  });

  test('goes back to the seeds when no node it knows answers', async () => {
    const brokers = new ScriptedBrokers();
    brokers.answers.set('seed', { controller: 1, nodes: [node(1)], topics: [topic('t', 1)] });
    const view = viewOf(brokers, 'seed');
    await view.load();
    brokers.answers.set('seed', { controller: 1, nodes: [node(3)], topics: [topic('t', 3)] });
    await view.refresh();
    expect([view.nodes(), view.leaderOf('t', 0)]).toEqual([[3], 3]);
  });

  test('one topic with an error, or one partition without a leader, spoils nothing else', async () => {
    const brokers = new ScriptedBrokers();
    const broken = { name: 'gone', error: 'UNKNOWN_TOPIC_OR_PARTITION', partitions: [] };
    brokers.answers.set('seed', { controller: 1, nodes: [node(1)], topics: [broken, topic('t', 1, -1)] });
    const view = viewOf(brokers, 'seed');
    await view.load();
    expect([view.leaderOf('t', 0), view.leaderOf('t', 1), view.topic('gone')?.error]).toEqual([
      1,
      -1,
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
  });

  test('a broker that does not know a topic yet does not make us forget it', async () => {
    const brokers = new ScriptedBrokers();
    brokers.answers.set('seed', { controller: 1, nodes: [], topics: [topic('t', 1)] });
    const view = viewOf(brokers, 'seed');
    await view.load();
    const unknown = { name: 't', error: 'UNKNOWN_TOPIC_OR_PARTITION', partitions: [] };
    brokers.answers.set('seed', { controller: 1, nodes: [], topics: [unknown] });
    await view.refresh();
    expect(view.leaderOf('t', 0)).toBe(1);
  });

  test('a node that is not known cannot have been sent anything', () => {
    const view = viewOf(new ScriptedBrokers(), 'seed');
    expect(() => view.address(7)).toThrow(expect.objectContaining({ code: 'UNREACHABLE' }));
  });

  test('a refresh never rejects, and is one for all who ask at the same time', async () => {
    const brokers = new ScriptedBrokers();
    const view = viewOf(brokers, 'seed');
    await Promise.all([view.refresh(), view.refresh(), view.refresh()]);
    expect(brokers.asked).toEqual(['seed']);
  });

  test('says once that no broker answers, and once that one does again', async () => {
    const brokers = new ScriptedBrokers();
    const lines: string[] = [];
    const log = { ...silentLog, warn: () => lines.push('warn'), info: () => lines.push('info') };
    const view = new ClusterView(brokers, ['seed:9092'], log);
    await view.refresh();
    await view.refresh();
    brokers.answers.set('seed', { controller: 1, nodes: [node(1)], topics: [] });
    await view.refresh();
    await view.refresh();
    expect(lines).toEqual(['warn', 'info']);
  });

  test('a silent broker holds a refresh up for 1.5 s at most', async () => {
    const brokers = new ScriptedBrokers();
    brokers.answers.set('seed', 'silence');
    jest.useFakeTimers();
    try {
      let isOver = false;
      void viewOf(brokers, 'seed')
        .refresh()
        .then(() => (isOver = true));
      await jest.advanceTimersByTimeAsync(1_400);
      expect(isOver).toBe(false);
      await jest.advanceTimersByTimeAsync(100);
      expect(isOver).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  test('of several failures the one that needs a repair is reported', async () => {
    const brokers = new ScriptedBrokers();
    brokers.answers.set('seed-1', new KafkaError('CREDENTIALS_REFUSED', 'wrong password'));
    await expect(viewOf(brokers, 'seed-1', 'seed-2').load()).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
    });
  });
});

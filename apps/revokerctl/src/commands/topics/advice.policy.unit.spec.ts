import { describe, expect, test } from '@jest/globals';
import type { TopicDescription } from '#libs/kafka';
import type { TopicRole, WantedTopic } from '#libs/operations';
import { adviseOnTopics } from './advice.policy.js';

const WANTED: readonly WantedTopic[] = [
  { name: 'in', role: 'input' },
  { name: 'out', role: 'outcomes' },
  { name: 'ledger', role: 'ledger' },
  { name: 'commands', role: 'commands' },
];

type Existing = Extract<TopicDescription, { kind: 'topic' }>;

function healthy({ name, role }: WantedTopic): Existing {
  return {
    kind: 'topic',
    name,
    partitions: 4,
    replicationFactor: 3,
    configs: {
      'cleanup.policy': role === 'ledger' ? 'compact' : 'delete',
      'min.insync.replicas': '2',
      'unclean.leader.election.enable': 'false',
      'max.message.bytes': '1048588',
    },
  };
}

/** The topics as they should be, but for one of them. */
function butFor(role: TopicRole, change: (topic: Existing) => TopicDescription): readonly TopicDescription[] {
  return WANTED.map((wanted) => (wanted.role === role ? change(healthy(wanted)) : healthy(wanted)));
}

const config =
  (name: string, value: string) =>
  (topic: Existing): Existing => ({ ...topic, configs: { ...topic.configs, [name]: value } });

describe('topics', () => {
  test('Topics as they should be need no advice', () => {
    expect(adviseOnTopics(WANTED, WANTED.map(healthy))).toEqual([]);
  });

  test.each<readonly [TopicRole, string, 'problem' | 'warning', (topic: Existing) => TopicDescription]>([
    ['ledger', 'does not exist', 'problem', ({ name }) => ({ kind: 'missing', name })],
    ['input', 'cannot be described', 'problem', ({ name }) => ({ kind: 'unauthorised', name })],
    ['ledger', 'cleanup.policy=delete', 'problem', config('cleanup.policy', 'delete')],
    ['ledger', 'cleanup.policy=compact,delete', 'problem', config('cleanup.policy', 'compact,delete')],
    ['outcomes', 'cleanup.policy=compact', 'problem', config('cleanup.policy', 'compact')],
    ['commands', 'has 3 partitions, the ledger 4', 'problem', (topic) => ({ ...topic, partitions: 3 })],
    ['outcomes', 'unclean.leader.election', 'problem', config('unclean.leader.election.enable', 'true')],
    ['input', 'unclean.leader.election', 'warning', config('unclean.leader.election.enable', 'true')],
    ['outcomes', 'nothing can be written', 'problem', (topic) => ({ ...topic, replicationFactor: 1 })],
    ['input', 'has 2 of 3 replicas', 'warning', (topic) => ({ ...topic, replicationFactor: 2 })],
    ['ledger', 'min.insync.replicas=1', 'warning', config('min.insync.replicas', '1')],
    ['ledger', 'min.insync.replicas=3, all of them', 'warning', config('min.insync.replicas', '3')],
    ['ledger', '1000 bytes at most', 'warning', config('max.message.bytes', '1000')],
    ['ledger', 'keeps its settings', 'warning', (topic) => ({ ...topic, configs: {} })],
  ])('%s: "%s" is a %s', (role, words, severity, change) => {
    const advice = adviseOnTopics(WANTED, butFor(role, change));
    expect(advice).toEqual([expect.objectContaining({ severity, what: expect.stringContaining(words) })]);
  });

  test('An input may take larger records, or have other partitions: that is its owner’s business', () => {
    const found = butFor('input', (topic) => ({
      ...config('max.message.bytes', '1000')(topic),
      partitions: 1,
    }));
    expect(adviseOnTopics(WANTED, found)).toEqual([]);
  });
});

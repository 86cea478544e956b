import { describe, expect, test } from '@jest/globals';

import type { TopicDescription } from '../../../kafka/src/admin/topic-admin.js';
import { judgeTopics, type WantedTopics } from './topic-check.policy.js';

const wanted: WantedTopics = {
  inputs: ['in'],
  outputs: ['out'],
  ledger: 'ledger',
  commands: 'commands',
  lanes: 8,
  create: false,
  brokers: 1,
};
const topic = (name: string, partitions: number, configs: Record<string, string> = {}): TopicDescription => ({
  kind: 'topic',
  name,
  partitions,
  replicationFactor: 1,
  configs: { 'cleanup.policy': 'delete', 'max.message.bytes': '1048588', ...configs },
});
const ledger = (configs: Record<string, string> = {}) =>
  topic('ledger', 4, { 'cleanup.policy': 'compact', ...configs });
const good = [topic('in', 3), topic('out', 6), ledger(), topic('commands', 4)];
const without = (name: string) =>
  good.map((one): TopicDescription => (one.name === name ? { kind: 'missing', name } : one));
const replaced = (by: TopicDescription) => good.map((one) => (one.name === by.name ? by : one));

describe(judgeTopics.name, () => {
  test('what is there decides the number of lanes', () => {
    expect(judgeTopics(wanted, good)).toMatchObject({ kind: 'ready', lanes: 4, warnings: [] });
  });

  test('records are as large as the smallest of our own topics takes', () => {
    const verdict = judgeTopics(wanted, replaced(topic('out', 6, { 'max.message.bytes': '50000' })));
    expect(verdict).toMatchObject({ recordBytes: 50_000 - 512 });
    const inputs = judgeTopics(wanted, replaced(topic('in', 3, { 'max.message.bytes': '50000' })));
    expect(inputs).toMatchObject({ recordBytes: 1_048_588 - 512 });
  });

  test.each([
    ['a missing topic', without('out'), 'wait', 'Topic out does not exist'],
    [
      'one that we may not see, with the right that is missing,',
      replaced({ kind: 'unauthorised', name: 'out' }),
      'wait',
      'Kafka does not let this service write out; it needs the right Write on it',
    ],
    [
      'a ledger that we may not see',
      replaced({ kind: 'unauthorised', name: 'ledger' }),
      'wait',
      'it needs the rights Read and Write on it',
    ],
    ['a ledger that forgets', replaced(topic('ledger', 4)), 'refused', 'cleanup.policy=compact'],
    [
      'a ledger that forgets by age, too',
      replaced(ledger({ 'cleanup.policy': 'compact,delete' })),
      'refused',
      'it has compact,delete',
    ],
    ['commands that do not fit the ledger', replaced(topic('commands', 8)), 'refused', '(4), it has 8'],
  ])('%s is said in one sentence', (_what, found, kind, said) => {
    const verdict = judgeTopics(wanted, found);
    expect(verdict).toMatchObject({ kind, problems: [expect.stringContaining(said)] });
  });

  test.each<readonly [string, readonly TopicDescription[]]>([
    ['is missing', without('in')],
    ['may not be seen', replaced({ kind: 'unauthorised', name: 'in' })],
  ])('an input that %s keeps nothing else from its start', (_what, found) => {
    expect(judgeTopics(wanted, found)).toMatchObject({ kind: 'ready', lanes: 4, absent: ['in'] });
  });

  test('settings of the ledger that may not be read are warned of', () => {
    const verdict = judgeTopics(wanted, replaced({ ...ledger(), configs: {} } as TopicDescription));
    expect(verdict).toMatchObject({ kind: 'ready', warnings: [expect.stringContaining('Not authorised')] });
  });

  test.each([
    [1, { replicationFactor: 1 }],
    [2, { replicationFactor: 2 }],
    [5, { replicationFactor: 3, configs: { 'cleanup.policy': 'compact', 'min.insync.replicas': '2' } }],
  ])('of %d brokers, what is missing is created as durable as it can be', (brokers, spec) => {
    const verdict = judgeTopics({ ...wanted, create: true, brokers }, without('ledger'));
    // The commands have 4 partitions, a new ledger would have 8.
    expect(verdict.kind).toBe('refused');
    const fitting = judgeTopics({ ...wanted, create: true, brokers, lanes: 4 }, without('ledger'));
    expect(fitting).toMatchObject({ kind: 'create', specs: [{ name: 'ledger', partitions: 4, ...spec }] });
  });
});

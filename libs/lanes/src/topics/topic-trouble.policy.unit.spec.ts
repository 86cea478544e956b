import { describe, expect, test } from '@jest/globals';

import type { TopicRights } from '../../../kafka/src/protocol/topic-rights.js';
import { neededTopics, troubleOf, type NeededTopic } from './topic-trouble.policy.js';

const MISSING = 'UNKNOWN_TOPIC_OR_PARTITION';
const DENIED = 'TOPIC_AUTHORIZATION_FAILED';

describe('what is wrong with a topic', () => {
  test.each<readonly [NeededTopic['role'], Omit<TopicRights, 'name'>, string]>([
    ['input', { error: MISSING }, 'Topic t does not exist: its events are read when it is there'],
    ['output', { error: MISSING }, 'Topic t does not exist: what has to be published there waits'],
    ['ledger', { error: MISSING }, 'Topic t does not exist: no lane can work without it'],
    [
      'commands',
      { error: MISSING },
      'Topic t does not exist: no command is carried out, and no lane can change its owner',
    ],
    ['input', { error: DENIED }, 'Kafka does not let this service read t; it needs the right Read on it'],
    [
      'output',
      { allowed: ['Describe', 'Read'] },
      'Kafka does not let this service write t; it needs the right Write on it',
    ],
    [
      'ledger',
      { allowed: ['Describe', 'Write'] },
      'Kafka does not let this service read t; it needs the right Read on it',
    ],
    [
      'ledger',
      { error: DENIED },
      'Kafka does not let this service read and write t; it needs the rights Read and Write on it',
    ],
    [
      'commands',
      { allowed: ['Describe'] },
      'Kafka does not let this service read t; it needs the right Read on it',
    ],
  ])('is said with the right that is missing: %s, %j', (role, found, sentence) => {
    expect(troubleOf({ name: 't', role }, { name: 't', ...found })).toBe(sentence);
  });

  test.each<readonly [NeededTopic['role'], Omit<TopicRights, 'name'>]>([
    ['input', { allowed: ['Describe', 'Read'] }],
    ['output', { allowed: ['Describe', 'Write'] }],
    ['ledger', { allowed: ['Describe', 'Read', 'Write'] }],
    ['ledger', {}],
    ['input', { error: 'LEADER_NOT_AVAILABLE' }],
  ])(
    'is nothing where all rights are there, the broker does not tell them, or it passes by itself: %s, %j',
    (role, found) => {
      expect(troubleOf({ name: 't', role }, { name: 't', ...found })).toBeUndefined();
    },
  );

  test('is asked of every topic, by what is done with it', () => {
    const names = { inputs: ['a', 'b'], outputs: ['c'], ledger: 'd', commands: 'e' };
    expect(neededTopics(names).map(({ name, role }) => `${name} ${role}`)).toEqual([
      'a input',
      'b input',
      'c output',
      'd ledger',
      'e commands',
    ]);
  });
});

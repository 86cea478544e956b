import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';

import { groupTroubleOf } from './group-trouble.policy.js';

const refused = (type: string): Error =>
  new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 0, retriable: false }));

const named = (name: string): Error => Object.assign(new Error(name), { name });

const names = { groupId: 'g', topic: 'commands' };

describe('trouble with the group that is waited out', () => {
  test.each([
    [refused('GROUP_AUTHORIZATION_FAILED'), /into the group g: it needs the right Read/],
    [refused('TOPIC_AUTHORIZATION_FAILED'), /see commands; it needs the right Read/],
    [refused('UNKNOWN_TOPIC_OR_PARTITION'), /the topic commands does not exist/],
    [refused('INCONSISTENT_GROUP_PROTOCOL'), /Another program is in the group g/],
    [refused('GROUP_ID_NOT_FOUND'), /Kafka answers GROUP_ID_NOT_FOUND/],
    [refused('UNKNOWN'), /Kafka answers UNKNOWN/],
    [named('KafkaJSSASLAuthenticationError'), /refuses the credentials/],
    [named('KafkaJSGroupCoordinatorNotFound'), /no broker names its coordinator/],
  ])('is named, also as the cause of another error: %s', (error, sentence) => {
    expect(groupTroubleOf(error, names)?.sentence).toMatch(sentence);
    expect(groupTroubleOf(new Error('wrapped', { cause: error }), names)?.sentence).toMatch(sentence);
  });

  test.each([refused('INVALID_SESSION_TIMEOUT'), new TypeError('x is not a function'), undefined])(
    'is nothing that is our own fault: %s',
    (error) => {
      expect(groupTroubleOf(error, names)).toBeUndefined();
    },
  );

  test('is nothing that kafkajs tries again by itself', () => {
    const loading = Object.assign(new Error('loading'), {
      type: 'GROUP_LOAD_IN_PROGRESS',
      code: 14,
      retriable: true,
    });
    expect(groupTroubleOf(new kafkajs.KafkaJSProtocolError(loading), names)).toBeUndefined();
  });
});

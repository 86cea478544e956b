import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';

import { groupTroubleOf } from './group-trouble.policy.js';

const refused = (type: string): Error =>
  new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 0 }));

const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('trouble with the group that is waited out', () => {
  test.each([
    [refused('GROUP_AUTHORIZATION_FAILED'), /into the group g: it needs the right Read/],
    [refused('TOPIC_AUTHORIZATION_FAILED'), /right Describe/],
    [named('KafkaJSSASLAuthenticationError'), /refuses the credentials/],
    [named('KafkaJSGroupCoordinatorNotFound'), /no broker names its coordinator/],
  ])('is named, also as the cause of another error: %s', (error, sentence) => {
    expect(groupTroubleOf(error, 'g')).toMatch(sentence);
    expect(groupTroubleOf(new Error('wrapped', { cause: error }), 'g')).toMatch(sentence);
  });

  test.each([refused('INVALID_SESSION_TIMEOUT'), new TypeError('x is not a function'), undefined])(
    'is nothing that is our own fault: %s',
    (error) => {
      expect(groupTroubleOf(error, 'g')).toBeUndefined();
    },
  );
});

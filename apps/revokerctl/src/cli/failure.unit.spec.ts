import { describe, expect, test } from '@jest/globals';
import { KafkaError } from '#libs/kafka';
import { CliError, EXIT } from './cli-error.js';
import { failureOf } from './failure.js';

const going = new AbortController().signal;
const interrupted = AbortSignal.abort();

describe('what ends a command', () => {
  test.each<readonly [string, unknown, AbortSignal, number, string]>([
    [
      'by Ctrl-C, keeps the sentence that says how far it came',
      new CliError(EXIT.interrupted, 'Interrupted: 500 are published.'),
      interrupted,
      130,
      'Interrupted: 500 are published.',
    ],
    ['by Ctrl-C, whatever gave way to it', new Error('aborted'), interrupted, 130, 'Interrupted.'],
    ['in Kafka, is said as Kafka says it', new KafkaError('X', 'no leader'), going, 3, 'No leader.'],
    [
      'in Kafka, keeps the name of a topic',
      new KafkaError('X', 'revocation.ledger/3 stays at 1, before 2: UNREACHABLE'),
      going,
      3,
      'revocation.ledger/3 stays at 1, before 2: UNREACHABLE.',
    ],
    [
      'in a fault, says that it is ours',
      new TypeError('x is not a function'),
      going,
      70,
      'A fault of revokerctl itself. TypeError: x is not a function',
    ],
  ])('%s', (_, error, signal, exitCode, sentence) => {
    expect(failureOf(error, signal)).toEqual({ exitCode, sentence });
  });
});

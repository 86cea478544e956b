import { describe, expect, test } from '@jest/globals';
import { logLevel } from 'kafkajs';

import type { Log, LogFields } from '#libs/observability';

import { kafkaLogCreator } from './kafka-log.js';

function logged(level: logLevel, log: Record<string, unknown>): readonly [string, string, LogFields] {
  const lines: [string, string, LogFields][] = [];
  const collect = (name: string) => (fields: LogFields, message: string) =>
    void lines.push([name, message, fields]);
  const target: Log = {
    debug: collect('debug'),
    info: collect('info'),
    warn: collect('warn'),
    error: collect('error'),
  };
  const entry = { namespace: 'Connection', level, label: '', log: { timestamp: '', message: 'm', ...log } };
  kafkaLogCreator(target)(logLevel.INFO)(entry);
  const [line] = lines;
  if (!line) {
    throw new Error('nothing was logged');
  }
  return line;
}

describe('what kafkajs logs', () => {
  test.each([
    [logLevel.INFO, 'Consumer has joined the group', undefined, 'debug'],
    [logLevel.WARN, 'Received unsubscribed topics', undefined, 'warn'],
    [logLevel.WARN, 'Consumer group received unsubscribed topics', undefined, 'debug'],
    [logLevel.ERROR, 'Something new', undefined, 'warn'],
    [logLevel.ERROR, 'Crash: KafkaJSProtocolError: The coordinator is loading', undefined, 'debug'],
    [logLevel.ERROR, 'Restarting the consumer in 100ms', undefined, 'debug'],
    [logLevel.ERROR, 'Connection error: connect ECONNREFUSED', undefined, 'debug'],
    [logLevel.ERROR, 'Response Heartbeat(key: 12, version: 3)', 'The group is rebalancing', 'debug'],
    [logLevel.ERROR, 'Retrying', 'The group is rebalancing, so a rejoin is needed', 'debug'],
  ])('level %d, %s (%s) is for %s', (level, message, error, expected) => {
    const [name, text] = logged(level, { message, error });
    expect([name, text]).toEqual([expected, `kafkajs: ${message}`]);
  });

  test('only named fields pass: no error object, no stack, no payload', () => {
    const [, , fields] = logged(logLevel.ERROR, {
      broker: 'b:1',
      error: new Error('with a secret'),
      stack: 'at …',
      payload: Buffer.from('a token'),
      memberAssignment: { secret: 1 },
    });
    const present = Object.entries(fields).filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(present)).toEqual({ namespace: 'Connection', broker: 'b:1' });
  });
});

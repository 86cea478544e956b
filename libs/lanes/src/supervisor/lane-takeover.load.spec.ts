import { randomUUID } from 'node:crypto';

import { describe, expect, jest, test } from '@jest/globals';

import { measured } from '../../../../test/support/measured.js';
import { TestChild } from './test-child.fake.spec.js';
import { TEST_KAFKA, TestService, until } from './test-service.fake.spec.js';

const SESSION_TIMEOUT_MS = 6000;
const RECORDS = 600;

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const repeated = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);

function childOf(service: TestService): TestChild {
  const { input, output, deadLetters, ledger, commands } = service.topics;
  return new TestChild({
    options: {
      kafka: TEST_KAFKA,
      groupId: service.groupId,
      topics: { inputs: { in: input }, outputs: [output, deadLetters], ledger, commands },
      lanes: 4,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      startFrom: 'earliest',
    },
    output,
    deadLetters,
    workMs: 300,
  });
}

jest.setTimeout(120_000);

describe('the lanes of an instance that is gone', () => {
  test('are taken over when it was killed, and every record has one result', async () => {
    await using service = new TestService('killed');
    await service.createTopics();
    await using victim = childOf(service);
    await until('the victim has all lanes', () => victim.lanes.length === 4);
    await using survivor = childOf(service);
    await until('they share', () => victim.lanes.length === 2 && survivor.lanes.length === 2);
    const outcomes = service.watch(service.topics.output);
    const wanted = ids(RECORDS);
    await service.publish(wanted.slice(0, RECORDS / 2).map((value) => ({ value })));
    await until('the victim is at work', () => victim.effects.length > 20);
    victim.signal('SIGKILL');
    const killedAt = performance.now();
    await service.publish(wanted.slice(RECORDS / 2).map((value) => ({ value })));
    await until('the survivor has all lanes', () => survivor.lanes.length === 4);
    measured('takeover of two lanes of an instance that was killed', {
      'session timeout': `${SESSION_TIMEOUT_MS} ms`,
      'taken after': `${Math.round(performance.now() - killedAt)} ms`,
    });
    await until('all have a result', () => new Set(outcomes).size === RECORDS);
    expect(repeated(outcomes)).toEqual([]);
  });

  test('are not acted on by it when it comes back from being frozen', async () => {
    await using service = new TestService('frozen');
    await service.createTopics();
    await using sleeper = childOf(service);
    await until('the sleeper has all lanes', () => sleeper.lanes.length === 4);
    await using survivor = childOf(service);
    await until('they share', () => sleeper.lanes.length === 2 && survivor.lanes.length === 2);
    const outcomes = service.watch(service.topics.output);
    const wanted = ids(RECORDS);
    await service.publish(wanted.map((value) => ({ value })));
    await until('the sleeper is at work', () => sleeper.effects.length > 5);
    sleeper.signal('SIGSTOP');
    await until('all have a result without it', () => new Set(outcomes).size === RECORDS);
    // By its own clock: what it did before it was frozen may reach us at any time.
    const thawedAt = Date.now();
    sleeper.signal('SIGCONT');
    await until(
      'it has lanes of its own again',
      () => sleeper.lanes.length === 2 && survivor.lanes.length === 2,
    );
    await service.publish(ids(20).map((value) => ({ value })));
    await until('the new ones have results', () => new Set(outcomes).size === RECORDS + 20);
    expect(repeated(outcomes)).toEqual([]);
    const done = new Set(survivor.effects.map(({ id }) => id));
    const late = sleeper.effects.filter(({ id, at }) => at >= thawedAt && done.has(id));
    expect(late).toEqual([]);
  });
});

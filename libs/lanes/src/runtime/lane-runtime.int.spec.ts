import { randomUUID } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { LaneRuntime } from './lane-runtime.js';
import { TestService, until } from './test-service.fake.spec.js';

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const sorted = (values: Iterable<string>) => [...values].sort();

describe(LaneRuntime.name, () => {
  test('every record has one result, and an instance that starts anew repeats none', async () => {
    await using service = new TestService('once');
    const first = service.instance();
    await until('it is ready', () => first.runtime.health().ready);
    const outcomes = service.watch(service.topics.output);
    const wanted = ids(500);
    await service.publish(wanted.map((value) => ({ value })));
    await until('all are settled', () => outcomes.length >= wanted.length);
    await first.runtime.close();

    const second = service.instance();
    await until('it is ready', () => second.runtime.health().ready);
    await service.publish([...wanted.slice(0, 50), ...ids(1)].map((value) => ({ value })));
    await until('the new one is settled', () => outcomes.length > wanted.length);
    expect(new Set(outcomes).size).toBe(501);
    expect(outcomes.length).toBe(501);
    expect(sorted(first.application.effects)).toEqual(sorted(wanted));
    expect(service.fatal).toEqual([]);
  }, 60_000);
});

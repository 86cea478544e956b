import { randomUUID } from 'node:crypto';

import { describe, expect, jest, test } from '@jest/globals';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { EMPTY, of, type Observable } from 'rxjs';

import { takeInById, type TestEntry } from '../lane/test-application.fake.spec.js';
import type { HandlerResult } from '../ports/handler-result.port.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { TestService, until } from '../supervisor/test-service.fake.spec.js';
import { LaneStrategy } from './lane-strategy.js';

let output = '';

@Controller()
class Events {
  @EventPattern('in')
  take(
    @Payload() record: LaneRecord,
  ): HandlerResult<TestEntry> | Promise<HandlerResult<TestEntry>> | Observable<unknown> {
    const [how = ''] = record.headers['how']?.toString().split(' ') ?? [];
    switch (how) {
      case 'promise':
        return Promise.resolve(takeInById(output)(record));
      case 'stream':
        return of(takeInById(output)(record));
      case 'empty':
        return EMPTY;
      case 'type-error':
        throw new TypeError('Cannot read properties of undefined');
      case 'nothing':
        return undefined as never;
      default:
        return takeInById(output)(record);
    }
  }
}

async function microservice(strategy: LaneStrategy<TestEntry>): Promise<INestMicroservice> {
  const module = await Test.createTestingModule({ controllers: [Events] }).compile();
  return module.createNestMicroservice({ strategy, logger: false });
}

jest.setTimeout(120_000);

describe(LaneStrategy.name, () => {
  test('whatever a handler does, its record is answered, and the next one is handled', async () => {
    await using service = new TestService('strategy');
    output = service.topics.output;
    const strategy = new LaneStrategy<TestEntry>(service.options());
    const app = await microservice(strategy);
    await app.listen();
    await until('it is ready', () => strategy.health().ready);
    const outcomes = service.watch(service.topics.output);
    const deadLetters = service.watch(service.topics.deadLetters);
    const good = ['value', 'promise', 'stream'];
    const bad = ['empty', 'type-error', 'nothing'];
    await service.publish(
      [...bad, ...good].map((how) => ({ value: randomUUID(), partition: 0, headers: { how } })),
    );
    await until('the good ones have results', () => outcomes.length === good.length);
    await until('the bad ones have dead letters', () => deadLetters.length === bad.length);
    await app.close();
    expect(strategy.health().ready).toBe(false);
  });

  test('an input without a handler fails the start of the application', async () => {
    await using service = new TestService('unhandled');
    const options = service.options();
    const topics = {
      ...options.topics,
      inputs: { ...options.topics.inputs, 'session.terminated': 'sessions' },
    };
    const app = await microservice(new LaneStrategy<TestEntry>({ ...options, topics }));
    await expect(app.listen()).rejects.toThrow("@EventPattern('session.terminated')");
    await app.close();
  });
});

import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { FixtureOnBroker } from '../../test/fixture-on-broker.js';
import { InstallationFixture } from '../../test/installation-fixture.js';
import { fixtureTopics } from '../../test/topics-fixture.js';
import { KafkaAccess } from '../installation/kafka-access.js';
import { ServiceView } from './service-view.js';

const nothing = { add: () => undefined, [Symbol.dispose]: () => undefined };

test('The view of a service follows its topics, and reads what it is asked for', async () => {
  const settings = { brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','), clientId: 'view-test' };
  const fixture = new InstallationFixture(fixtureTopics(`view-${randomUUID().slice(0, 8)}.`));
  const event = fixture.publish({ id: 'evt-1' });
  fixture.open(event);
  await using _ = await FixtureOnBroker.write(fixture, settings);
  const ended = new AbortController();
  await using kafka = await KafkaAccess.open(settings, ended.signal);
  const view = await ServiceView.open(kafka, fixture.topics, () => nothing);
  expect(await view.find('evt-1')).toMatchObject([{ state: 'open', lane: 0 }]);
  const following = view.follow(ended.signal);
  const before = fixture.messages.get(fixture.topics.ledger)?.length ?? 0;
  fixture.settle(event);
  await kafka.write(
    fixture.topics.ledger,
    fixture.messages.get(fixture.topics.ledger)?.slice(before) ?? [],
    ended.signal,
  );
  await kafka.write(
    fixture.topics.completed,
    fixture.messages.get(fixture.topics.completed) ?? [],
    ended.signal,
  );
  await view.until(() => view.outcomes.size > 0 && view.projection.lanes[0]?.open.size === 0, ended.signal);
  expect(await view.find(event.userId)).toMatchObject([
    { state: 'settled', outcome: { status: 'completed' } },
  ]);
  expect([...view.outcomes]).toEqual([['completed', 1]]);
  ended.abort();
  await following;
});

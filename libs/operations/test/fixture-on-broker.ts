import { type KafkaSettings, openAdmin, openWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { type InstallationFixture, LANES } from './installation-fixture.js';

/** Puts the fixture onto a broker, record by record at the same offsets. Its topics are gone with it. */
export class FixtureOnBroker implements AsyncDisposable {
  private constructor(
    private readonly fixture: InstallationFixture,
    private readonly kafka: KafkaSettings,
  ) {}

  static async write(fixture: InstallationFixture, kafka: KafkaSettings): Promise<FixtureOnBroker> {
    const { topics, messages } = fixture;
    const admin = await openAdmin(kafka, { log: silentLog });
    try {
      const created = await admin.create(
        [...messages.keys(), topics.commands].map((name) => ({
          name,
          partitions: name === topics.completed || name === topics.deadLetter ? 1 : LANES,
          replicationFactor: 1,
          // What is in the fixture happened long ago.
          configs: { 'retention.ms': '-1', 'cleanup.policy': name === topics.ledger ? 'compact' : 'delete' },
        })),
      );
      if (created.some(({ kind }) => kind !== 'done')) {
        throw new Error(`Topics were not created: ${JSON.stringify(created)}`);
      }
    } finally {
      await admin.close();
    }
    const writer = await openWriter(kafka, { log: silentLog });
    for (const [topic, all] of messages) {
      if (all.length > 0) {
        await writer.send(topic, all);
      }
    }
    await writer.close();
    return new FixtureOnBroker(fixture, kafka);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const admin = await openAdmin(this.kafka, { log: silentLog });
    await admin.delete([...this.fixture.messages.keys(), this.fixture.topics.commands]);
    await admin.close();
  }
}

/** The settings that point a command at it. */
export function settingsFor(
  { topics }: InstallationFixture,
  kafka: KafkaSettings,
): Readonly<Record<string, string>> {
  return {
    KAFKA_BROKERS: kafka.brokers.join(),
    KAFKA_GROUP_ID: `${topics.ledger}.group`,
    TOPIC_USER_DEPROVISIONED: topics.inputs['user.deprovisioned'],
    TOPIC_SESSION_TERMINATED: topics.inputs['session.terminated'],
    TOPIC_REVOCATION_COMPLETED: topics.completed,
    TOPIC_DEAD_LETTER: topics.deadLetter,
    TOPIC_LEDGER: topics.ledger,
    TOPIC_COMMANDS: topics.commands,
  };
}

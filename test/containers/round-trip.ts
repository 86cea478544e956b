import { randomUUID } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { TopicRecorder } from '#libs/testbed';

const OUTCOMES = 'revocation.completed';

/** Publishes events as any producer on this machine would, and waits for what becomes of them. */
export class RoundTrip {
  private readonly kafka: KafkaSettings;

  constructor(brokers: readonly string[]) {
    this.kafka = { brokers, clientId: 'test' };
  }

  async outcomeOf(topic: string, data: object): Promise<RevocationCompleted> {
    const eventId = randomUUID();
    const value = JSON.stringify({ eventId, eventSource: '/containers', ...data });
    const writer = await openWriter(this.kafka, { log: silentLog });
    await writer.send(topic, [{ key: eventId, value }]);
    await writer.close();

    await using watch = new TopicRecorder(this.kafka, [OUTCOMES]);
    const ours = (): RevocationCompleted | undefined =>
      watch.outcomes(OUTCOMES).find((outcome) => outcome.eventId === eventId);
    await watch.until(`${topic} is answered`, () => ours() !== undefined);
    return ours() as RevocationCompleted;
  }
}

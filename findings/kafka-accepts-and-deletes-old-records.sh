#!/usr/bin/env bash
# Kafka acknowledges a record with an old timestamp and deletes it at the next look at retention.
#
# Packages:  kafka_2.13 4.3.0 (Maven Central), kafkajs 2.2.4 (npm)
# Expected:  the record can be read for retention.ms (here and by default seven days) after it was
#            acknowledged; that is how long the documentation says Kafka "will retain a log before we will
#            discard old log segments". Or it is refused, as one an hour ahead is (INVALID_TIMESTAMP).
# Observed:  retention counts from the record's own timestamp, not from its arrival. A publisher that
#            sends the time of the event, or copies an old topic, gets an acknowledgement and an offset,
#            and the record is gone when the broker has looked (every five minutes by default, every
#            second here), even from the segment that is written to. A consumer that comes then reads
#            nothing, and has no lag.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4
start_kafka 4.3.0 log.retention.check.interval.ms=1000
write_client
cat >see.js <<'END'
import { kafka, makeTopic } from './client.js';

const retention = { name: 'retention.ms', value: String(7 * 86_400_000) };
await makeTopic('new', [retention]);
await makeTopic('old', [retention]);
const producer = kafka.producer();
await producer.connect();
const send = async (topic, days) => {
  const timestamp = String(Date.now() - days * 86_400_000);
  const [{ baseOffset }] = await producer.send({ topic, messages: [{ value: 'v', timestamp }] });
  console.log(`${days} days old: acknowledged at offset ${baseOffset}`);
};
await send('new', 1);
await send('old', 8);
await producer.disconnect();

const admin = kafka.admin();
await admin.connect();
const range = async (topic) => (await admin.fetchTopicOffsets(topic))[0];
const deadline = Date.now() + 120_000;
while ((await range('old')).low === '0' && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 500));
}
for (const [topic, days] of [['new', 1], ['old', 8]]) {
  const { low, high } = await range(topic);
  console.log(`${days} days old: the topic has offsets from ${low} to before ${high}`);
}
await admin.disconnect();
END
observe node see.js
stated <<'END'
1 days old: acknowledged at offset 0
8 days old: acknowledged at offset 0
1 days old: the topic has offsets from 0 to before 1
8 days old: the topic has offsets from 1 to before 1
END

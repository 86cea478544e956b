#!/usr/bin/env bash
# A kafkajs consumer that reads committed records only is handed records of an aborted transaction.
#
# Packages:  kafkajs 2.2.4 (npm), kafka_2.13 4.3.0 (Maven Central)
# Expected:  no aborted record is handed over. kafkajs's page on consuming says so of readUncommitted,
#            which is false by default; so does Kafka of isolation.level=read_committed.
# Observed:  where two transactions overlap and both abort, a record of the one that began first and
#            ended last comes through. Kafka's own console consumer leaves it out.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4
start_kafka 4.3.0
write_client
cat >see.js <<'END'
import { kafka, makeTopic } from './client.js';

const topic = 'events';
await makeTopic(topic);
const begin = async (transactionalId) => {
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  const send = (value) => transaction.send({ topic, messages: [{ value }] });
  return { producer, transaction, send };
};
const [first, second, third] = [await begin('first'), await begin('second'), await begin('third')];
await first.send('first-1 (aborted)');
await second.send('second-1 (aborted)');
await first.send('first-2 (aborted)');
await second.transaction.abort();
await first.send('first-3 (aborted)');
await first.transaction.abort();
await third.send('third-1 (committed)');
await third.transaction.commit();
await Promise.all([first, second, third].map(({ producer }) => producer.disconnect()));

const consumer = kafka.consumer({ groupId: 'readers', maxWaitTimeInMs: 200 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await new Promise((resolve) =>
  consumer.run({
    eachMessage: async ({ message }) => {
      const value = String(message.value);
      console.log(`kafkajs: ${value}`);
      if (value.startsWith('third')) resolve();
    },
  }),
);
await consumer.disconnect();
END
see() {
  node see.js
  "${kafka_program[@]}" org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server "$broker" --topic events \
    --from-beginning --isolation-level read_committed --max-messages 1 2>/dev/null | sed 's/^/Java: /'
}
observe see
stated <<'END'
kafkajs: first-1 (aborted)
kafkajs: third-1 (committed)
Java: third-1 (committed)
END

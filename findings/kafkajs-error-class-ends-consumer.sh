#!/usr/bin/env bash
# A SyntaxError or TypeError out of eachMessage ends a kafkajs consumer for good, an Error does not.
#
# Packages:  kafkajs 2.2.4 (npm), kafka_2.13 4.3.0 (Maven Central)
# Expected:  the record is handed over again, whatever the handler threw. kafkajs's page on consuming
#            throws from eachMessage to have a record again later; neither there nor under "retry" does it
#            say that this depends on the class of the application's error.
# Observed:  after an Error the record comes again. After a SyntaxError, which JSON.parse throws, or a
#            TypeError the consumer leaves the group and does not come back. run() has resolved long
#            before, so that nothing is rejected; an event named CRASH is all there is.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4
start_kafka 4.3.0
write_client
cat >see.js <<'END'
import { kafka, makeTopic } from './client.js';

const topic = 'events';
await makeTopic(topic);
const producer = kafka.producer();
await producer.connect();
await producer.send({ topic, messages: [{ value: 'not JSON' }] });
await producer.disconnect();

const consume = async (name, fail) => {
  const consumer = kafka.consumer({ groupId: name, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let deliveries = 0;
  const result = await new Promise((resolve) => {
    // A join may crash and be tried again while the broker is still setting up the group.
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || resolve('crashed, not started again'));
    consumer.run({
      eachMessage: async ({ message }) => {
        deliveries += 1;
        if (deliveries === 3) resolve('handed over again');
        else fail(String(message.value));
      },
    });
  });
  console.log(`${name}: ${result}, deliveries: ${deliveries}`);
  await consumer.disconnect();
};
await consume('Error', () => {
  throw new Error('not now');
});
await consume('SyntaxError', (value) => JSON.parse(value));
await consume('TypeError', (value) => value.userId.trim());
END
observe node see.js
stated <<'END'
Error: handed over again, deliveries: 3
SyntaxError: crashed, not started again, deliveries: 1
TypeError: crashed, not started again, deliveries: 1
END

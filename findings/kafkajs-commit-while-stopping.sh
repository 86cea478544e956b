#!/usr/bin/env bash
# The last commit of a kafkajs consumer that is being stopped resolves, and commits nothing.
#
# Packages:  kafkajs 2.2.4 (npm), kafka_2.13 4.3.0 (Maven Central)
# Expected:  an error, or a committed offset: the promise is all that the caller has. kafkajs's page on
#            consuming has one condition for commitOffsets, that it is called after run(). stop() waits for
#            the handler that is at work, and the member leaves the group only after that.
# Observed:  once stop() has been called, commitOffsets from within that handler resolves and has no
#            effect. With autoCommit off, an orderly stop leaves the record that was at work
#            uncommitted, and it is handled again.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4
start_kafka 4.3.0
write_client
cat >see.js <<'END'
import { kafka, makeTopic } from './client.js';

const topic = 'events';
const groupId = 'readers';
await makeTopic(topic);
const producer = kafka.producer();
await producer.connect();
await producer.send({ topic, messages: [{ value: 'first' }, { value: 'second' }] });
await producer.disconnect();

const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await new Promise((resolve, reject) =>
  consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const isLast = String(message.value) === 'second';
      const stopped = isLast ? consumer.stop() : undefined;
      const offset = String(Number(message.offset) + 1);
      await consumer.commitOffsets([{ topic, partition: 0, offset }]);
      console.log(`${message.value}, ${isLast ? 'stopping' : 'running'}: commit of ${offset} resolved`);
      stopped?.then(resolve, reject);
    },
  }),
);
await consumer.disconnect();
const admin = kafka.admin();
await admin.connect();
const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
console.log(`offset of the group: ${partitions[0].offset}`);
await admin.disconnect();
END
observe node see.js
stated <<'END'
first, running: commit of 1 resolved
second, stopping: commit of 2 resolved
offset of the group: 1
END

#!/usr/bin/env bash
# MirrorMaker translates a group's offsets for the target cluster, but not what was noted beside them.
#
# Packages:  connect-mirror and kafka_2.13 4.3.0 (Maven Central), kafkajs 2.2.4 (npm) to write and commit
# Expected:  what the target's group says holds for the target. The documentation of
#            sync.group.offsets.enabled speaks of "translated offsets" only; an offset's metadata is free
#            text of the application, and no commit was made on the target.
# Observed:  the metadata arrive word for word beside the translated offset. Transactions leave a marker
#            for each commit in the source and none in the target, so that an offset noted in them lies
#            beyond the end of the mirrored topic. To a service that goes by it, records seem lost after a
#            fail-over.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4
more_jars=(org.apache.kafka:connect-mirror:4.3.0 org.apache.kafka:connect-runtime:4.3.0)
start_kafka 4.3.0
source_broker=$broker
start_kafka 4.3.0
target_broker=$broker
write_client

cat >write.js <<'END'
import { kafka, makeTopic } from './client.js';

const topic = 'events';
await makeTopic(topic);
const producer = kafka.producer({ transactionalId: 'writer', idempotent: true, maxInFlightRequests: 1 });
await producer.connect();
for (const value of ['1', '2', '3']) {
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ value }] });
  await transaction.commit();
}
await producer.disconnect();

const consumer = kafka.consumer({ groupId: 'readers', maxWaitTimeInMs: 200 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await new Promise((resolve) =>
  consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      if (String(message.value) !== '3') return;
      const offset = String(Number(message.offset) + 2);
      await consumer.commitOffsets([{ topic, partition: 0, offset, metadata: `all before ${offset}` }]);
      resolve();
    },
  }),
);
await consumer.disconnect();
END
broker=$source_broker node write.js >write.log 2>&1 || cannot 'write to the source' write.log

cat >mirror.properties <<END
clusters=source,target
source.bootstrap.servers=$source_broker
target.bootstrap.servers=$target_broker
source->target.enabled=true
source->target.topics=events
source->target.groups=readers
replication.policy.class=org.apache.kafka.connect.mirror.IdentityReplicationPolicy
sync.group.offsets.enabled=true
sync.group.offsets.interval.seconds=1
emit.checkpoints.interval.seconds=1
refresh.groups.interval.seconds=2
emit.heartbeats.enabled=false
offset.lag.max=0
replication.factor=1
checkpoints.topic.replication.factor=1
offset-syncs.topic.replication.factor=1
config.storage.replication.factor=1
offset.storage.replication.factor=1
status.storage.replication.factor=1
END
"${kafka_program[@]}" org.apache.kafka.connect.mirror.MirrorMaker mirror.properties --clusters target >mirror.log 2>&1 &
mirror=$!
started+=("$mirror")

cat >see.js <<'END'
import { kafka } from './client.js';

const [name] = process.argv.slice(2);
const topic = 'events';
const admin = kafka.admin();
await admin.connect();
const look = async () => {
  const [{ partitions }] = await admin.fetchOffsets({ groupId: 'readers', topics: [topic] });
  const [{ high }] = await admin.fetchTopicOffsets(topic);
  return { ...partitions[0], high };
};
const deadline = Date.now() + 180_000;
let seen;
do {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  // Until MirrorMaker has made the topic, there is nothing to be asked about.
  seen = await look().catch(() => undefined);
} while ((seen === undefined || seen.offset === '-1') && Date.now() < deadline);
if (seen === undefined) throw new Error(`no answer about the group in the ${name}`);
console.log(`${name}: the topic ends at ${seen.high}, the group is at ${seen.offset}, "${seen.metadata}"`);
await admin.disconnect();
END
see() {
  broker=$source_broker node see.js source
  broker=$target_broker node see.js target
}
observe see
kill -0 "$mirror" 2>/dev/null || cannot 'keep MirrorMaker running' mirror.log
stated <<'END'
source: the topic ends at 6, the group is at 6, "all before 6"
target: the topic ends at 3, the group is at 3, "all before 6"
END

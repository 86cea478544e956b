#!/usr/bin/env bash
# kafka-consumer-groups refuses to reset the offsets of an active group, and exits with 0.
#
# Packages:  kafka_2.13 4.3.0 (Maven Central), kafkajs 2.2.4 (npm) as the active member
# Expected:  an exit code other than 0 where nothing was reset. Kafka's documentation asks for inactive
#            members, and the tool calls it an error itself; a script can go by the exit code alone.
# Observed:  "Error: Assignments can only be reset if the group ... is inactive", exit code 0. The offsets
#            stay as they were. A script that stops the consumers, resets and starts them again reads on
#            from the old place when one of them was still there.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4
start_kafka 4.3.0
write_client
cat >member.js <<'END'
import { writeFileSync } from 'node:fs';
import { kafka, makeTopic } from './client.js';

await makeTopic('events');
const producer = kafka.producer();
await producer.connect();
await producer.send({ topic: 'events', messages: [{ value: '1' }, { value: '2' }] });
const consumer = kafka.consumer({ groupId: 'readers' });
await consumer.connect();
await consumer.subscribe({ topics: ['events'], fromBeginning: true });
consumer.on(consumer.events.COMMIT_OFFSETS, () => writeFileSync('committed', ''));
await consumer.run({ eachMessage: async () => {} });
END
node member.js >member.log 2>&1 &
started+=("$!")
for attempt in $(seq 600); do
  [ ! -e committed ] || break
  kill -0 "${started[-1]}" 2>/dev/null || cannot 'run the member of the group' member.log
  sleep 0.2
done
[ -e committed ] || cannot 'see a commit of the group in two minutes' member.log

see() {
  local status=0
  "${kafka_program[@]}" org.apache.kafka.tools.consumer.group.ConsumerGroupCommand --bootstrap-server "$broker" \
    --group readers --topic events --reset-offsets --to-earliest --execute >reset.txt 2>&1 || status=$?
  grep -io 'error:.*' reset.txt
  printf 'exit code %s\n' "$status"
  "${kafka_program[@]}" org.apache.kafka.tools.consumer.group.ConsumerGroupCommand --bootstrap-server "$broker" \
    --group readers --describe --offsets | awk '$2 == "events" { print "offset of the group: " $4 }'
}
observe see
stated <<'END'
Error: Assignments can only be reset if the group 'readers' is inactive, but the current state is Stable.
exit code 0
offset of the group: 2
END

# A real Kafka for a finding; sourced after common.sh. One KRaft node of Apache Kafka's own jars on
# loopback, with an empty folder for its data, ended with the finding.
# shellcheck shell=bash

free_ports() {
  python3 - "$1" <<'END'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in held:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in held))
END
}

# "${kafka_program[@]}" CLASS ARGUMENT...   one of Kafka's programs, as its shell scripts call them. No
# function, so that one in the background has the pid of its Java.
kafka_program=(java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
  "-Dlog4j2.configurationFile=$folder/log4j2.properties" -cp "$folder/jars/*")

# start_kafka VERSION [PROPERTY=VALUE...]   afterwards $broker is its address. Called twice, it starts two
# clusters. $more_jars are packages to be had beside the broker's.
more_jars=()
start_kafka() {
  needs java mvn python3
  local version=$1 ports controller client properties log
  shift
  # The jars name no backend for the log, without which it is lost.
  [ -d jars ] || maven_packages "org.apache.kafka:kafka_2.13:$version" "org.apache.kafka:kafka-tools:$version" \
    org.apache.logging.log4j:log4j-slf4j-impl:2.25.4 ${more_jars[@]+"${more_jars[@]}"}
  ports=$(free_ports 2)
  read -r controller client <<<"$ports"
  broker=127.0.0.1:$client
  export broker
  properties=$client.properties
  log=$client.log
  {
    printf '%s\n' process.roles=broker,controller node.id=1 "controller.quorum.voters=1@127.0.0.1:$controller" \
      controller.listener.names=CONTROLLER "listeners=CONTROLLER://127.0.0.1:$controller,PLAINTEXT://$broker" \
      "advertised.listeners=PLAINTEXT://$broker" listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT \
      "log.dirs=$folder/$client" auto.create.topics.enable=false offsets.topic.replication.factor=1 \
      offsets.topic.num.partitions=1 transaction.state.log.replication.factor=1 transaction.state.log.min.isr=1 \
      transaction.state.log.num.partitions=4 group.initial.rebalance.delay.ms=0 \
      log.cleaner.dedupe.buffer.size=16777216
    printf '%s\n' "$@"
  } >"$properties"
  printf '%s\n' status=error appender.err.type=Console appender.err.name=err appender.err.target=SYSTEM_ERR \
    appender.err.layout.type=PatternLayout 'appender.err.layout.pattern=%p %m%n' rootLogger.level=error \
    rootLogger.appenderRef.err.ref=err >log4j2.properties
  "${kafka_program[@]}" kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw -c "$properties" >"$log" 2>&1 ||
    cannot 'format the storage of Kafka' "$log"
  "${kafka_program[@]}" kafka.Kafka "$properties" >"$log" 2>&1 &
  started+=("$!")
  local attempt
  for attempt in $(seq 240); do
    kill -0 "${started[-1]}" 2>/dev/null || cannot 'start Kafka' "$log"
    if (: <>"/dev/tcp/127.0.0.1/$client") 2>/dev/null; then
      return
    fi
    sleep 0.5
  done
  cannot 'reach Kafka in two minutes' "$log"
}

# write_client   the module client.js: a quiet kafkajs client, and how a topic is made
write_client() {
  cat >client.js <<'END'
import kafkajs from 'kafkajs';

export const kafka = new kafkajs.Kafka({
  brokers: [process.env.broker],
  logLevel: kafkajs.logLevel.NOTHING,
  retry: { initialRetryTime: 100, factor: 0, retries: 300 },
});
export const makeTopic = async (topic, configEntries = []) => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1, configEntries }] });
  await admin.disconnect();
};
END
}

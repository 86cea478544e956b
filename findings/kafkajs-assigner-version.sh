#!/usr/bin/env bash
# A subscription that kafkajs encodes as version 1 cannot be read by Kafka's own classes.
#
# Packages:  kafkajs 2.2.4 (npm), kafka-clients 4.3.0 (Maven Central)
# Expected:  AssignerProtocol.MemberMetadata.encode, which kafkajs exports for assigners of one's own,
#            writes the version that it is given; the example in kafkajs's page on consuming gives 1.
#            Kafka's ConsumerProtocolSubscription has the field OwnedPartitions from version 1 on.
# Observed:  kafkajs writes the fields of version 0 under any version. Its own clients read that back;
#            Kafka's ConsumerProtocol, which brokers, tools and Java members use, runs out of bytes.
#            With version 0, as kafkajs's own round robin has it, both agree.
source "$(dirname "$0")/support/common.sh"

npm_packages kafkajs@2.2.4
maven_packages org.apache.kafka:kafka-clients:4.3.0
cat >write.js <<'END'
import { writeFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { MemberMetadata } = kafkajs.AssignerProtocol;
for (const version of [0, 1]) {
  const bytes = MemberMetadata.encode({ version, topics: ['events'], userData: Buffer.alloc(0) });
  writeFileSync(`version-${version}`, bytes);
  console.log(`version ${version}, read by kafkajs: ${MemberMetadata.decode(bytes).topics}`);
}
END
cat >Read.java <<'END'
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;

class Read {
  public static void main(String[] arguments) throws Exception {
    for (int version = 0; version <= 1; version++) {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of("version-" + version)));
      try {
        System.out.println("version " + version + ", read by Kafka: "
            + String.join(",", ConsumerProtocol.deserializeSubscription(bytes).topics()));
      } catch (RuntimeException error) {
        System.out.println("version " + version + ", read by Kafka: " + error.getMessage());
      }
    }
  }
}
END
observe bash -c "node write.js && java -cp 'jars/*' Read.java"
stated <<'END'
version 0, read by kafkajs: events
version 1, read by kafkajs: events
version 0, read by Kafka: events
version 1, read by Kafka: Buffer underflow while parsing consumer protocol's subscription
END

#!/usr/bin/env bash
# Two Kafka clients with default settings put one key of one topic into different partitions.
#
# Packages:  confluent-kafka 2.16.1 (PyPI; it carries librdkafka), kafkajs 2.2.4 (npm)
# Expected:  "each record with the same key goes to the same partition": Kafka's introduction says that
#            events of one key are written to one partition, without a word about the client.
# Observed:  librdkafka hashes keys with CRC32 by default, kafkajs with murmur2, as the Java client does.
#            An order by key holds for the publishers of one family only; librdkafka joins the other one
#            with partitioner=murmur2_random.
#            librdkafka's built-in mock cluster stands in for a broker, kafkajs's partitioner is asked
#            directly: it is the client that chooses.
source "$(dirname "$0")/support/common.sh"

python_packages confluent-kafka==2.16.1
npm_packages kafkajs@2.2.4
cat >see.py <<'END'
from confluent_kafka import Producer

KEYS = ("abc", "user-7", "user-8", "user-9")

def partitions(**settings):
    found = {}
    # The mock cluster makes topics of four partitions.
    producer = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "log_level": 0, **settings})
    for key in KEYS:
        producer.produce("events", key=key, on_delivery=lambda _, sent: found.update({sent.key().decode(): sent.partition()}))
    if producer.flush(60) > 0:
        raise SystemExit("not delivered in time")
    return " ".join(f"{key}={found[key]}" for key in KEYS)

print("librdkafka by default:     ", partitions())
print("librdkafka, murmur2_random:", partitions(partitioner="murmur2_random"))
END
cat >see.js <<'END'
import kafkajs from 'kafkajs';

const partitioner = kafkajs.Partitioners.DefaultPartitioner();
const partitionMetadata = [0, 1, 2, 3].map((partitionId) => ({ partitionId, leader: 1 }));
const keys = ['abc', 'user-7', 'user-8', 'user-9'];
const found = keys.map((key) => `${key}=${partitioner({ topic: 'events', partitionMetadata, message: { key } })}`);
console.log('kafkajs by default:        ', found.join(' '));
END
observe bash -c 'python see.py && node see.js'
stated <<'END'
librdkafka by default:      abc=2 user-7=1 user-8=0 user-9=2
librdkafka, murmur2_random: abc=3 user-7=0 user-8=1 user-9=3
kafkajs by default:         abc=3 user-7=0 user-8=1 user-9=3
END

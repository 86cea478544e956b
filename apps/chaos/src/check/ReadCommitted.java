import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Prints where every committed record of some topics stands, by Kafka's own client: `topic/partition/offset`. */
class ReadCommitted {
  public static void main(String[] args) {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0],
        "isolation.level", "read_committed",
        "enable.auto.commit", "false",
        "key.deserializer", ByteArrayDeserializer.class,
        "value.deserializer", ByteArrayDeserializer.class);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int index = 1; index < args.length; index++) {
        consumer.partitionsFor(args[index]).forEach(info ->
            partitions.add(new TopicPartition(info.topic(), info.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var out = new StringBuilder();
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer.poll(Duration.ofMillis(500)).forEach(record ->
            out.append(record.topic() + "/" + record.partition() + "/" + record.offset() + "\n"));
      }
      System.out.print(out);
    }
  }
}

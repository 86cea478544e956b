#!/usr/bin/env bash
# A CloudEvent of Spring Cloud Function, sent by spring-kafka, is none for the Java SDK of CloudEvents.
#
# Packages:  spring-cloud-function-context 5.0.5, spring-kafka 4.1.2, cloudevents-kafka 4.0.1 (Maven Central)
# Expected:  the SDK reads what CloudEventMessageBuilder builds. Section 3.2.3 of the Kafka protocol
#            binding of CloudEvents: header names begin with "ce_", values are the attributes' strings in
#            UTF-8.
# Observed:  the builder's default prefix is HTTP's, "ce-", so that no CloudEvent is recognised. With
#            build("ce_") the source, a URI for the builder, and the time come with JSON quotes around
#            them: spring-kafka's mapper writes as JSON what is not a String (it says so in
#            spring_json_header_types, which only Spring reads). The SDK refuses the source for that.
source "$(dirname "$0")/support/common.sh"

maven_packages org.springframework.cloud:spring-cloud-function-context:5.0.5 \
  org.springframework.kafka:spring-kafka:4.1.2 io.cloudevents:cloudevents-kafka:4.0.1
cat >See.java <<'END'
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.OffsetDateTime;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.springframework.cloud.function.cloudevent.CloudEventMessageBuilder;
import org.springframework.kafka.support.JsonKafkaHeaderMapper;
import org.springframework.messaging.Message;

class See {
  public static void main(String[] arguments) {
    show("build()", "ce-", event().build());
    show("build(\"ce_\")", "ce_", event().build("ce_"));
  }

  static CloudEventMessageBuilder<String> event() {
    return CloudEventMessageBuilder.withData("{}")
        .setId("1")
        .setSource(URI.create("https://hr.example/people"))
        .setType("user.deprovisioned")
        .setTime(OffsetDateTime.parse("2026-11-30T16:00:00Z"));
  }

  /** What spring-kafka makes of the message's headers when it sends it, and the SDK of these. */
  static void show(String name, String prefix, Message<String> message) {
    var headers = new RecordHeaders();
    new JsonKafkaHeaderMapper().fromHeaders(message.getHeaders(), headers);
    var record = new ConsumerRecord<String, byte[]>("events", 0, 0, null, message.getPayload().getBytes(UTF_8));
    headers.forEach(record.headers()::add);
    for (var attribute : new String[] {"id", "source", "time"}) {
      var header = record.headers().lastHeader(prefix + attribute);
      System.out.println(name + ": " + header.key() + ": " + new String(header.value(), UTF_8));
    }
    try {
      System.out.println(name + ", read: " + KafkaMessageFactory.createReader(record).toEvent().getSource());
    } catch (RuntimeException error) {
      System.out.println(name + ", read: " + error.getMessage());
    }
  }
}
END
observe java -cp 'jars/*' See.java
stated <<'END'
build(): ce-id: 1
build(): ce-source: "https://hr.example/people"
build(): ce-time: "2026-11-30T16:00:00Z"
build(), read: Could not parse. Unknown encoding. Invalid content type or spec version
build("ce_"): ce_id: 1
build("ce_"): ce_source: "https://hr.example/people"
build("ce_"): ce_time: "2026-11-30T16:00:00Z"
build("ce_"), read: Invalid attribute/extension value for "source": "https://hr.example/people"
END

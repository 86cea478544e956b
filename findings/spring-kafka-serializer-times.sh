#!/usr/bin/env bash
# The serializer that replaces a deprecated one of spring-kafka writes an Instant in another form.
#
# Packages:  spring-kafka 4.1.2, jackson-databind 3.1.7, and 2.21.2 with jackson-datatype-jsr310 (Maven
#            Central)
# Expected:  one object has one JSON. JsonSerializer is deprecated for removal since 4.0, and
#            JacksonJsonSerializer takes its place; both are used here as they come.
# Observed:  JsonSerializer (Jackson 2) writes seconds as a decimal number, JacksonJsonSerializer (Jackson
#            3) the text of RFC 3339. The number is no date-time of a JSON Schema, and no `time` of a
#            CloudEvent; after the change both forms are in one topic.
source "$(dirname "$0")/support/common.sh"

maven_packages org.springframework.kafka:spring-kafka:4.1.2 com.fasterxml.jackson.core:jackson-databind:2.21.2 \
  com.fasterxml.jackson.datatype:jackson-datatype-jsr310:2.21.2 tools.jackson.core:jackson-databind:3.1.7
cat >See.java <<'END'
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.springframework.kafka.support.serializer.JacksonJsonSerializer;
import org.springframework.kafka.support.serializer.JsonSerializer;

public class See {
  public record Event(String userId, Instant occurredAt) {}

  @SuppressWarnings("removal")
  public static void main(String[] arguments) {
    var event = new Event("u", Instant.parse("2026-11-30T16:00:00.250Z"));
    System.out.println("JsonSerializer: " + new String(new JsonSerializer<Event>().serialize("events", event), UTF_8));
    System.out.println(
        "JacksonJsonSerializer: " + new String(new JacksonJsonSerializer<Event>().serialize("events", event), UTF_8));
  }
}
END
observe java -cp 'jars/*' See.java
stated <<'END'
JsonSerializer: {"userId":"u","occurredAt":1796054400.250000000}
JacksonJsonSerializer: {"userId":"u","occurredAt":"2026-11-30T16:00:00.250Z"}
END

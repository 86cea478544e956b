#!/usr/bin/env bash
# An event's time changes when an SDK of CloudEvents reads the event and writes it again.
#
# Packages:  cloudevents 10.0.0 (npm), cloudevents 2.2.0 (PyPI)
# Expected:  the attribute `time` comes out as it went in, or at least names the same instant.
#            CloudEvents 1.0.2 makes it an RFC 3339 timestamp, whose fraction (`time-secfrac`, section
#            5.6) may have any number of digits; the SDKs of Go and Java write nine.
# Observed:  JavaScript cuts the fraction to three digits and turns the offset into Z, Python cuts it to
#            six. Two consumers that republish one event publish two different times, both of them
#            earlier than the event's; whatever compares or signs the attributes sees another event.
source "$(dirname "$0")/support/common.sh"

npm_packages cloudevents@10.0.0
python_packages cloudevents==2.2.0
cat >event.json <<'END'
{"specversion":"1.0","id":"1","source":"/hr","type":"user.deprovisioned","time":"2026-11-30T16:00:00.123456789+02:00"}
END
cat >see.js <<'END'
import { readFileSync } from 'node:fs';
import { Kafka } from 'cloudevents';

const headers = { 'content-type': 'application/cloudevents+json' };
const event = Kafka.toEvent({ headers, value: readFileSync('event.json', 'utf8') });
console.log('JavaScript:', JSON.parse(Kafka.structured(event).value).time);
END
cat >see.py <<'END'
import json
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured, to_structured
from cloudevents.core.formats.json import JSONFormat

message = KafkaMessage(
    headers={"content-type": b"application/cloudevents+json"}, key=None, value=open("event.json", "rb").read()
)
event = from_structured(message, JSONFormat())
print("Python:", json.loads(to_structured(event, JSONFormat()).value)["time"])
END
observe bash -c 'node see.js && python see.py'
stated <<'END'
JavaScript: 2026-11-30T14:00:00.123Z
Python: 2026-11-30T16:00:00.123456+02:00
END

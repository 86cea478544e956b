#!/usr/bin/env bash
# A CloudEvent without its optional time or data cannot be read from Kafka by the JavaScript SDK.
#
# Package:   cloudevents 10.0.0 (npm)
# Expected:  Kafka.toEvent reads it. CloudEvents 1.0.2 lists `time` and `datacontenttype` among the
#            OPTIONAL attributes, and an event "MAY include" data; its JSON format and its Kafka
#            protocol binding ask for no more. HTTP.toEvent of the same SDK reads both events.
# Observed:  in structured mode an event without a time ends in the RangeError of an invalid Date; in
#            binary mode one without data is refused, as its record has no value.
source "$(dirname "$0")/support/common.sh"

npm_packages cloudevents@10.0.0
cat >see.js <<'END'
import { HTTP, Kafka } from 'cloudevents';

const attempt = (name, read) => {
  try {
    console.log(`${name}: read, id ${read().id}`);
  } catch (error) {
    console.log(`${name}: ${error.name}: ${error.message}`);
  }
};
const structured = { 'content-type': 'application/cloudevents+json' };
const text = (more) =>
  JSON.stringify({ specversion: '1.0', id: '1', source: '/hr', type: 'user.deprovisioned', ...more });
const time = { time: '2026-11-30T16:00:00Z' };

attempt('Kafka, structured, with a time', () => Kafka.toEvent({ headers: structured, value: text(time) }));
attempt('Kafka, structured, without', () => Kafka.toEvent({ headers: structured, value: text({}) }));
attempt('HTTP, structured, without', () => HTTP.toEvent({ headers: structured, body: text({}) }));

const attributes = (prefix) => ({
  [`${prefix}specversion`]: '1.0',
  [`${prefix}id`]: '2',
  [`${prefix}source`]: '/hr',
  [`${prefix}type`]: 'user.deprovisioned',
});
attempt('Kafka, binary, without data', () => Kafka.toEvent({ headers: attributes('ce_'), value: null }));
attempt('HTTP, binary, without data', () => HTTP.toEvent({ headers: attributes('ce-'), body: null }));
END
observe node see.js
stated <<'END'
Kafka, structured, with a time: read, id 1
Kafka, structured, without: RangeError: Invalid time value
HTTP, structured, without: read, id 1
Kafka, binary, without data: TypeError: Value is null or undefined
HTTP, binary, without data: read, id 2
END

#!/usr/bin/env bash
# The JavaScript SDK and kafkajs do not fit: a binary event can be neither sent nor read as it is.
#
# Packages:  cloudevents 10.0.0, kafkajs 2.2.4 (npm); kafka_2.13 4.3.0 (Maven Central)
# Expected:  producer.send takes what Kafka.binary makes, and Kafka.toEvent what eachMessage is handed.
#            The SDK lists Kafka, binary mode, as supported; the Kafka protocol binding of CloudEvents has
#            a header per attribute that the event has, its value being the string's UTF-8 bytes.
# Observed:  the message has a header with an undefined value for each optional attribute that is not
#            set, and data that is not serialised: kafkajs refuses both, with a TypeError. kafkajs hands
#            header values over as Buffers: toEvent ends in a TypeError with a content type, and without
#            one returns an event, without an error, whose id and type are Buffers.
source "$(dirname "$0")/support/common.sh"
source "$support/kafka.sh"

npm_packages kafkajs@2.2.4 cloudevents@10.0.0
start_kafka 4.3.0
write_client
cat >see.js <<'END'
import { CloudEvent, Kafka } from 'cloudevents';
import { kafka, makeTopic } from './client.js';

const topic = 'events';
await makeTopic(topic);
const producer = kafka.producer();
await producer.connect();
const attempt = async (name, action) => {
  try {
    console.log(`${name}: ${await action()}`);
  } catch (error) {
    console.log(`${name}: ${error.name}`);
  }
};
const send = async (message) => {
  await producer.send({ topic, messages: [message] });
  return 'sent';
};
const required = { id: '1', source: '/hr', type: 'user.deprovisioned', data: { userId: 'u' } };
const plain = Kafka.binary(new CloudEvent(required));
const typed = Kafka.binary(new CloudEvent({ ...required, datacontenttype: 'application/json' }));
const serialised = (message) => ({ ...message, value: JSON.stringify(message.value) });
const trimmed = (message) => ({
  ...message,
  headers: Object.fromEntries(Object.entries(message.headers).filter(([, value]) => value !== undefined)),
});
await attempt('as it is', () => send(plain));
await attempt('with its data as text', () => send(serialised(plain)));
await attempt('without undefined headers', () => send(trimmed(plain)));
await attempt('with both, no content type', () => send(trimmed(serialised(plain))));
await attempt('with both, a content type', () => send(trimmed(serialised(typed))));
await producer.disconnect();

const consumer = kafka.consumer({ groupId: 'readers', maxWaitTimeInMs: 200 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
const messages = [];
await new Promise((resolve) =>
  consumer.run({ eachMessage: async ({ message }) => messages.push(message) === 2 && resolve() }),
);
await consumer.disconnect();
const kind = (value) => (Buffer.isBuffer(value) ? 'Buffer' : typeof value);
const read = (message) => {
  const { id, type } = Kafka.toEvent(message);
  return `id is a ${kind(id)}, type a ${kind(type)}`;
};
const text = ({ headers, ...message }) => ({
  ...message,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
});
await attempt('read, no content type', () => read(messages[0]));
await attempt('read, a content type', () => read(messages[1]));
await attempt('read, headers as text', () => read(text(messages[1])));
END
observe node see.js
stated <<'END'
as it is: TypeError
with its data as text: TypeError
without undefined headers: TypeError
with both, no content type: sent
with both, a content type: sent
read, no content type: id is a Buffer, type a Buffer
read, a content type: TypeError
read, headers as text: id is a string, type a string
END

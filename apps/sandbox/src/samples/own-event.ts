/** A person's own text as a record: whatever it is, for bad events are worth trying too. */
export interface OwnMessage {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const ID_FIELDS = ['userId', 'username', 'externalId', 'sessionId'];

/** @param key chosen from the event unless given */
export function toMessage(text: string, key?: string): OwnMessage {
  const event = fieldsOf(text);
  const isStructured = typeof event['specversion'] === 'string';
  const data = isStructured ? asFields(event['data']) : event;
  const id = ID_FIELDS.map((name) => data[name]).find((value) => typeof value === 'string');
  return {
    key: key ?? id ?? null,
    value: text,
    headers: isStructured ? { 'content-type': 'application/cloudevents+json; charset=UTF-8' } : {},
  };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return {};
  }
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

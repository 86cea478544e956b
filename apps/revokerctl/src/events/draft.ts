import { EVENT_TYPES, type EventType } from '#libs/contracts';
import { CliError, EXIT } from '../cli/cli-error.js';
import { isJsonObject, type JsonObject, type WrittenEvent } from './written-events.js';

/** An event, ready to be a record of Kafka: a CloudEvent in binary mode. */
export interface Draft {
  readonly where: string;
  readonly type: EventType;
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its id was made up here: published again, it would be another event. */
  readonly isIdNew?: true;
}

export interface DraftOptions {
  /** What the command line says, over what the event says. */
  readonly type?: EventType;
  readonly id?: string;
  readonly source?: string;
  readonly key?: string;
  /** For events without an id. */
  readonly newId: () => string;
  /** RFC 3339; for events that do not say when they occurred. */
  readonly time: string;
}

const DEFAULT_SOURCE = '/revokerctl';
/** CloudEvents 1.0.2, section 3.1: what is no attribute of the context. */
const NOT_ATTRIBUTES = ['data', 'data_base64', 'datacontenttype'];

/**
 * Understands the three ways to write an event down: its data alone, a CloudEvent
 * in structured mode, and a record as the documentation shows them (`key`,
 * `headers`, `value`), which is taken as it is.
 *
 * @throws CliError where nothing says which event it is
 */
export function toDraft({ where, json }: WrittenEvent, options: DraftOptions): Draft {
  if (isJsonObject(json['headers']) && 'value' in json) {
    return fromRecord(where, json, options);
  }
  return isJsonObject(json['data']) && typeof json['specversion'] === 'string'
    ? fromCloudEvent(where, json, json['data'], options)
    : fromData(where, json, options);
}

function fromRecord(where: string, record: JsonObject, options: DraftOptions): Draft {
  const headers = textsOf(record['headers'] as JsonObject);
  const { value } = record;
  const data = isJsonObject(value) ? value : {};
  const type = options.type ?? eventTypeIn(headers['ce_type']) ?? typeOf(where, data);
  const key = options.key ?? (typeof record['key'] === 'string' ? record['key'] : null);
  return { where, type, key, value: typeof value === 'string' ? value : JSON.stringify(value), headers };
}

function fromCloudEvent(where: string, event: JsonObject, data: JsonObject, options: DraftOptions): Draft {
  const attributes = textsOf(event);
  const type = options.type ?? eventTypeIn(attributes['type']) ?? typeOf(where, data);
  const { source = attributes['source'] ?? DEFAULT_SOURCE } = options;
  const { id, ...isIdNew } = idOf(attributes['id'], options);
  const named = { ...attributes, type: attributes['type'] ?? type, id, source };
  const headers = Object.entries(named)
    .filter(([name]) => !NOT_ATTRIBUTES.includes(name))
    .map(([name, value]) => [`ce_${name}`, value] as const);
  const all = { ...Object.fromEntries(headers), 'content-type': 'application/json' };
  return { ...asDraft(where, type, data, all, options), ...isIdNew };
}

function fromData(where: string, written: JsonObject, options: DraftOptions): Draft {
  const { eventId, eventSource, ...data } = written;
  const type = options.type ?? typeOf(where, data);
  const { source = textOf(eventSource) ?? DEFAULT_SOURCE } = options;
  const { id, ...isIdNew } = idOf(textOf(eventId), options);
  const headers = {
    ce_specversion: '1.0',
    ce_type: type,
    ce_source: source,
    ce_id: id,
    ce_time: textOf(data['occurredAt']) ?? options.time,
    'content-type': 'application/json',
  };
  return { ...asDraft(where, type, data, headers, options), ...isIdNew };
}

function idOf(
  written: string | undefined,
  { id = written, newId }: DraftOptions,
): { readonly id: string; readonly isIdNew?: true } {
  return id === undefined ? { id: newId(), isIdNew: true } : { id };
}

function asDraft(
  where: string,
  type: EventType,
  data: JsonObject,
  headers: Readonly<Record<string, string>>,
  { key }: DraftOptions,
): Draft {
  return { where, type, key: key ?? keyOf(type, data), value: JSON.stringify(data), headers };
}

/** Events of one person, and those of one session, stay in order. */
function keyOf(type: EventType, data: JsonObject): string | null {
  const names =
    type === 'user.deprovisioned' ? ['userId', 'username', 'externalId'] : ['sessionId', 'userId'];
  return names.map((name) => textOf(data[name])).find((text) => text !== undefined) ?? null;
}

function typeOf(where: string, data: JsonObject): EventType {
  const type = guessEventType(data);
  if (type === undefined) {
    throw new CliError(EXIT.usage, `Nothing in ${where} says which event it is: name it by --type.`);
  }
  return type;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Header values are texts. */
function textsOf(object: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [name, String(value)]),
  );
}

const ONLY_OF_A_USER = ['username', 'externalId', 'oathTokenIds', 'serialNumbers', 'forceUnpair'];

/** Of a CloudEvents `type`: the name of the event, with or without a reverse-DNS prefix. */
export function eventTypeIn(type: string | undefined): EventType | undefined {
  return EVENT_TYPES.find((known) => type === known || type?.endsWith(`.${known}`));
}

/** Which event has such fields; undefined where it could be either. */
export function guessEventType(data: JsonObject): EventType | undefined {
  const isOfUser = ONLY_OF_A_USER.some((field) => field in data);
  const isOfSession = 'sessionId' in data;
  if (isOfUser === isOfSession) {
    return undefined;
  }
  return isOfUser ? 'user.deprovisioned' : 'session.terminated';
}

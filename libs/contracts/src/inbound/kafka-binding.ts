import type { Attributes } from './attributes.js';
import type { KafkaRecord } from '#libs/kafka';

/** The only version there is in the 1.x line; patch releases of the specification do not change it. */
export const SPEC_VERSION = '1.0';

/** What the headers of a record say of it as a CloudEvent. */
export type Headers =
  | {
      readonly mode: 'binary' | 'structured' | 'plain';
      /** Those of `ce_` headers; empty without one. */
      readonly attributes: Attributes;
      /** Attributes of which two headers say different things. */
      readonly ambiguous: readonly AttributeName[];
      /** The transport header: it tells only of the last hop. */
      readonly traceparent: string | undefined;
    }
  | { readonly mode: 'unsupported' };

const STRUCTURED = 'application/cloudevents';
const STRUCTURED_JSON = 'application/cloudevents+json';

/**
 * `ce_` is that of the Kafka binding. `ce-` is that of HTTP, and the default of
 * Spring Cloud Function on any transport; the others are those of AMQP, as a
 * bridge hands them on. In whatever case.
 */
const PREFIXES = ['ce_', 'ce-', 'cloudevents:', 'cloudevents_'] as const;

/** The attributes that are read. Of others, even a contradiction changes nothing. */
const ATTRIBUTES = ['id', 'source', 'type', 'time', 'correlationid'] as const;
export type AttributeName = (typeof ATTRIBUTES)[number];
type Found = Partial<Record<AttributeName | 'traceparent', string>>;

interface Signs {
  isCloudEvent: boolean;
  /** A version without a prefix: MQTT writes attributes like that. */
  isForeign: boolean;
  mediaType: string;
  traceparent: string | undefined;
  isOfOtherVersion: boolean;
  readonly attributes: Found;
  ambiguous: readonly AttributeName[];
}

/**
 * CloudEvents Kafka protocol binding 1.0, section 3: the content type tells the
 * structured mode, `ce_` headers tell the binary one. A record with any sign of
 * a CloudEvent is read as one or not at all: its type may say that nothing is to
 * be revoked. There is no batch mode on Kafka. Attributes that are missing are
 * made up for (by the topic, or the record's place); what contradicts is not.
 */
export function readHeaders({ headers, overwrittenHeaders }: KafkaRecord): Headers {
  const signs: Signs = {
    isCloudEvent: false,
    isForeign: false,
    mediaType: '',
    traceparent: undefined,
    isOfOtherVersion: false,
    attributes: {},
    ambiguous: [],
  };
  for (const [name, value] of overwrittenHeaders ?? []) {
    take(signs, name, value);
  }
  for (const name of Object.keys(headers)) {
    take(signs, name, headers[name]);
  }
  const { mediaType, isCloudEvent, attributes, traceparent } = signs;
  const isOfOtherFormat = mediaType !== '' && mediaType !== STRUCTURED_JSON;
  if (isOfOtherFormat || signs.isOfOtherVersion || (signs.isForeign && !isCloudEvent)) {
    return { mode: 'unsupported' };
  }
  return {
    mode: mediaType === STRUCTURED_JSON ? 'structured' : isCloudEvent ? 'binary' : 'plain',
    attributes,
    ambiguous: signs.ambiguous,
    traceparent,
  };
}

function take(signs: Signs, header: string, value: Buffer | undefined): void {
  const name = header.toLowerCase();
  switch (name) {
    case 'content-type':
    // Spring writes its own name of it beside or instead of the usual one.
    case 'contenttype':
    case 'content_type':
      signs.mediaType = mediaTypeIn(textOf(value), signs.mediaType);
      return;
    case 'traceparent':
      signs.traceparent = textOf(value);
      return;
    case 'specversion':
      signs.isForeign = true;
      return;
  }
  const prefix = PREFIXES.find((one) => name.startsWith(one));
  if (prefix === undefined) {
    return;
  }
  signs.isCloudEvent = true;
  const attribute = name.slice(prefix.length);
  if (attribute === 'specversion') {
    signs.isOfOtherVersion ||= textOf(value) !== SPEC_VERSION;
  } else if (attribute === 'traceparent') {
    signs.attributes.traceparent = textOf(value);
  } else if (isAttributeName(attribute)) {
    takeAttribute(signs, attribute, textOf(value));
  }
}

function textOf(value: Buffer | undefined): string {
  return value?.toString('utf8') ?? '';
}

function takeAttribute(signs: Signs, name: AttributeName, value: string): void {
  const known = signs.attributes[name];
  if (known !== undefined && known !== value) {
    signs.ambiguous = [...signs.ambiguous, name];
  }
  signs.attributes[name] = value;
}

/** The one of CloudEvents wins over others, and one that is not read here over the one that is. */
function mediaTypeIn(contentType: string, known: string): string {
  const [mediaType = ''] = contentType.toLowerCase().replaceAll('"', '').split(';', 1);
  const trimmed = mediaType.trim();
  return trimmed.startsWith(STRUCTURED) && (known === '' || known === STRUCTURED_JSON) ? trimmed : known;
}

function isAttributeName(name: string): name is AttributeName {
  return (ATTRIBUTES as readonly string[]).includes(name);
}

/** Both say it, and not the same: then neither is believed. */
export function merged(
  ofHeaders: Attributes,
  ofValue: Attributes,
): { readonly attributes: Attributes; readonly ambiguous: readonly AttributeName[] } {
  const attributes: Partial<Record<AttributeName, unknown>> = {};
  const ambiguous: AttributeName[] = [];
  for (const name of ATTRIBUTES) {
    const [one, other] = [ofHeaders[name] ?? undefined, ofValue[name] ?? undefined];
    if (one !== undefined && other !== undefined && one !== other) {
      ambiguous.push(name);
    }
    attributes[name] = other ?? one;
  }
  const traceparent = ofValue.traceparent ?? ofHeaders.traceparent;
  return { attributes: { ...attributes, traceparent }, ambiguous };
}

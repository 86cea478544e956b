import type { Attributes, JsonObject } from './attributes.js';

/** The only version there is in the 1.x line; patch releases of the specification do not change it. */
export const SPEC_VERSION = '1.0';

type Headers =
  | { readonly mode: 'binary'; readonly attributes: Attributes }
  | { readonly mode: 'structured' | 'plain'; readonly traceparent: string | undefined }
  | { readonly mode: 'unsupported' };

const STRUCTURED = 'application/cloudevents';
const STRUCTURED_JSON = 'application/cloudevents+json';

/**
 * CloudEvents Kafka protocol binding 1.0, section 3: the content type tells the
 * structured mode, `ce_` headers tell the binary one, anything else is plain.
 * There is no batch mode on Kafka. Attributes that are missing are made up for
 * (by the topic, or the record's place); a version that contradicts is not.
 */
export function readHeaders(headers: Readonly<Record<string, Buffer>>): Headers {
  const read = new Map<string, string>();
  for (const name of Object.keys(headers)) {
    read.set(name.toLowerCase(), headers[name]?.toString('utf8') ?? '');
  }
  const contentType = (read.get('content-type') ?? '').trim().toLowerCase();
  const traceparent = read.get('traceparent');
  if (contentType.startsWith(STRUCTURED)) {
    const [mediaType] = contentType.split(';', 1);
    return mediaType?.trim() === STRUCTURED_JSON
      ? { mode: 'structured', traceparent }
      : { mode: 'unsupported' };
  }
  const version = read.get('ce_specversion');
  const isCloudEvent =
    version !== undefined || read.has('ce_id') || read.has('ce_type') || read.has('ce_source');
  if (!isCloudEvent) {
    return { mode: 'plain', traceparent };
  }
  if (version !== undefined && version !== SPEC_VERSION) {
    return { mode: 'unsupported' };
  }
  return {
    mode: 'binary',
    attributes: {
      id: read.get('ce_id'),
      source: read.get('ce_source'),
      type: read.get('ce_type'),
      time: read.get('ce_time'),
      correlationid: read.get('ce_correlationid'),
      // The extension tells of the event, the transport header only of its last hop.
      traceparent: read.get('ce_traceparent') ?? traceparent,
    },
  };
}

export function hasFormatOfStructuredMode(body: JsonObject): boolean {
  return typeof body['specversion'] === 'string' && typeof body['type'] === 'string';
}

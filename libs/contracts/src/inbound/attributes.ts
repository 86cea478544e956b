export type JsonObject = Readonly<Record<string, unknown>>;

/** What surrounds the data of an event, unchecked: absent values are undefined or null. */
export interface Attributes {
  readonly id?: unknown;
  readonly source?: unknown;
  /** Absent where the record says nothing of its type: then its topic does. */
  readonly type?: unknown;
  readonly time?: unknown;
  readonly correlationid?: unknown;
  readonly traceparent?: unknown;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when it is not JSON: what came is then not from PingOne, and nobody needs to know why. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A body with nothing in it. Servers write it in two ways; what is in between has something to say. */
export function isEmptyBody(body: string, json: unknown): boolean {
  return body.trim() === '' || (isObject(json) && Object.keys(json).length === 0);
}

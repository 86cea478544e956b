/** What is sent back, before the headers that every answer has. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const JSON_TYPE = 'application/json;charset=UTF-8';

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: JSON.stringify(value) };
}

export const noContent: Answer = { status: 204 };

/** `/as/revoke` answers 200 with nothing in it. */
export const emptyOk: Answer = { status: 200 };

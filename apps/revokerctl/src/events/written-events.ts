import { CliError, EXIT } from '../cli/cli-error.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One event of a file or of standard input. */
export interface WrittenEvent {
  /** For messages: `line 3`, `event 2`. */
  readonly where: string;
  readonly json: JsonObject;
}

/**
 * The events of a text: one JSON object, a list of them, or JSON lines.
 *
 * @throws CliError that names the first place that is none of it
 */
export function readWrittenEvents(text: string, source: string): readonly WrittenEvent[] {
  const whole = parse(text);
  if (whole !== undefined) {
    const items = Array.isArray(whole) ? (whole as readonly unknown[]) : [whole];
    return items.map((item, index) =>
      written(item, items.length === 1 ? 'the event' : `event ${index + 1}`, source),
    );
  }
  return text.split(/\r?\n/).flatMap((line, index) => {
    return line.trim() === '' ? [] : [written(parse(line), `line ${index + 1}`, source)];
  });
}

function written(value: unknown, where: string, source: string): WrittenEvent {
  if (!isJsonObject(value)) {
    throw new CliError(
      EXIT.usage,
      `${source}, ${where}: not a JSON object (one object, a list of them, or one a line is read).`,
    );
  }
  return { where, json: value };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

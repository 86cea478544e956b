/** Numbers, durations and times as people read them. */

export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function grouped(number: number | bigint): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** The two largest units: `2 d 4 h`, `3 min 20 s`, `1.4 s`, `80 ms`. */
export function duration(ms: number): string {
  if (ms < 1_000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  }
  for (const [index, [name, size]] of UNITS.entries()) {
    if (ms >= size) {
      const [nextName, nextSize] = UNITS[index + 1] ?? ['s', 1_000];
      const rest = Math.floor((ms % size) / nextSize);
      return `${Math.floor(ms / size)} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ''}`;
    }
  }
  return `${ms} ms`;
}

export function time(ms: number): string {
  return new Date(ms).toISOString();
}

/** `topic/partition@offset`. */
export function place(at: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint | string;
}): string {
  return `${at.topic}/${at.partition}@${at.offset}`;
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  return all.map((row) =>
    columns
      .map(({ align }, at) => {
        const cell = row[at] ?? '';
        const width = widths[at] ?? 0;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

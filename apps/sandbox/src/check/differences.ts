type Value = string | number | null | undefined;

/** @param compared what is expected, and what is there */
export function differences(compared: Readonly<Record<string, readonly [Value, Value]>>): readonly string[] {
  return Object.entries(compared)
    .filter(([, [expected, actual]]) => expected !== actual)
    .map(([what, [expected, actual]]) => `${what}: ${shown(actual)}, expected ${shown(expected)}`);
}

const shown = (value: Value): string => (value === undefined || value === '' ? 'none' : String(value));

/** Where two outcomes differ. */
export interface Difference {
  /** Path of the field, as in `steps[0].revoked`. */
  readonly field: string;
  /** JSON; undefined where there is none. */
  readonly outcome: unknown;
  readonly ledger: unknown;
}

/** The fields in which an outcome differs from what the ledger holds, down to single values. */
export function differencesOf(outcome: unknown, ledger: unknown, path = ''): readonly Difference[] {
  if (isBranch(outcome) && isBranch(ledger) && Array.isArray(outcome) === Array.isArray(ledger)) {
    const names = new Set([...Object.keys(outcome), ...Object.keys(ledger)]);
    return [...names].flatMap((name) =>
      differencesOf(
        outcome[name],
        ledger[name],
        Array.isArray(outcome) ? `${path}[${name}]` : join(path, name),
      ),
    );
  }
  return outcome === ledger ? [] : [{ field: path, outcome, ledger }];
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

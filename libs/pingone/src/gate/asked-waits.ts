import type { RequestGate } from './request-gate.port.js';

/** That calls wait because PingOne asked for it (`Retry-After`), for people far from the process. */
export interface AskedWait {
  /** A scope (`ScopeStatus`), or `budget <group>` where everything of it waits. */
  readonly what: string;
  /** ISO 8601. */
  readonly until: string;
}

/** Those that end last; the others are in health. */
const MOST = 5;

export function askedWaits(gate: Pick<RequestGate, 'scopes' | 'budget'>): readonly AskedWait[] {
  const { groups = {}, ...general } = gate.budget();
  const rates = [['general', general] as const, ...Object.entries(groups)];
  const budgets = rates.map(([group, { pausedUntil }]) => ({ what: `budget ${group}`, until: pausedUntil }));
  const scopes = gate.scopes().map(({ scope, askedUntil }) => ({ what: scope, until: askedUntil }));
  return [...budgets, ...scopes]
    .flatMap(({ what, until }) => (until === undefined ? [] : [{ what, until }]))
    .toSorted((one, other) => other.until.localeCompare(one.until))
    .slice(0, MOST);
}

/** One line; undefined where nothing waits. */
export function encodeAskedWaits(waits: readonly AskedWait[]): string | undefined {
  return waits.length === 0 ? undefined : waits.map(({ what, until }) => `${what}=${until}`).join(';');
}

/** What it cannot read it leaves out: a later version may say more. */
export function decodeAskedWaits(text: string): readonly AskedWait[] {
  return text.split(';').flatMap((word) => {
    const [what, until] = word.split('=');
    return what && until && !Number.isNaN(Date.parse(until)) ? [{ what, until }] : [];
  });
}

import type { Operation } from '../operation.js';
import { ArrivalWindow } from '../time/arrival-window.js';
import type { RateLimits } from './settings.js';

type Group = keyof RateLimits['groups'];

const GROUPS: Readonly<Record<Operation, Group>> = {
  'submit-oath-job': 'oath',
  'read-oath-job': 'oath',
  'list-oath-tokens': 'oath',
  'read-oath-token': 'oath',
  'delete-oath-token': 'oath',
  'find-users': 'users',
  'read-user': 'users',
  'list-devices': 'users',
  'list-sessions': 'users',
  'read-session': 'users',
  'delete-session': 'users',
  'sign-off-session': 'users',
  'issue-token': 'authorization',
  'revoke-token': 'authorization',
  'introspect-token': 'authorization',
  'read-keys': 'authorization',
};

export type RateVerdict =
  { readonly kind: 'pass' } | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

const PASS: RateVerdict = { kind: 'pass' };

interface Meter {
  readonly limit: number;
  readonly window: ArrivalWindow;
}

/** Counts what it lets pass in the last second: of the licence, of each rate group, of each source address. */
export class RateLimiter {
  readonly #windows = new Map<string, ArrivalWindow>();
  #rivalAt = -Infinity;

  /** @param now of a clock that does not go back, in milliseconds. */
  take(limits: RateLimits, operation: Operation, address: string, now: number): RateVerdict {
    this.#letRivalTake(limits, now);
    const meters = this.#metersOf(limits, operation, address);
    if (meters.length === 0) {
      return PASS;
    }
    const full = meters.filter(({ limit, window }) => window.countAt(now) >= limit);
    if (full.length > 0) {
      const free = Math.max(...full.map(({ window }) => window.nextDeparture(now)));
      return { kind: 'limited', retryAfterSeconds: Math.max(1, Math.ceil((free - now) / ArrivalWindow.MS)) };
    }
    for (const { window } of meters) {
      window.add(now);
    }
    return PASS;
  }

  /** All that the other client has sent since it was looked at last, as far as it still counts; it is never refused. */
  #letRivalTake({ licence, rivalPerSecond }: RateLimits, now: number): void {
    if (licence === null || rivalPerSecond === null) {
      return;
    }
    const interval = ArrivalWindow.MS / rivalPerSecond;
    const window = this.#window('licence');
    for (let at = Math.max(this.#rivalAt + interval, now - ArrivalWindow.MS); at <= now; at += interval) {
      this.#rivalAt = at;
      window.countAt(at);
      window.add(at);
    }
  }

  #metersOf(limits: RateLimits, operation: Operation, address: string): readonly Meter[] {
    const { licence, groups, perIpShare } = limits;
    const group = GROUPS[operation];
    const groupLimit = groups[group];
    return [
      ...(licence === null ? [] : [{ limit: licence, window: this.#window('licence') }]),
      ...(groupLimit === undefined ? [] : [{ limit: groupLimit, window: this.#window(`group ${group}`) }]),
      ...(licence === null || perIpShare === null
        ? []
        : [
            {
              limit: Math.max(1, Math.floor(licence * perIpShare)),
              window: this.#window(`address ${address}`),
            },
          ]),
    ];
  }

  #window(name: string): ArrivalWindow {
    const known = this.#windows.get(name);
    if (known !== undefined) {
      return known;
    }
    const window = new ArrivalWindow();
    this.#windows.set(name, window);
    return window;
  }
}

import type { LaneHandle } from '#libs/lanes';
import { ArrivalWindow } from './arrival-window.js';

export interface MassGuardOptions {
  /** Deprovisionings within the window that all instances together let through unasked. */
  readonly limit: number;
  readonly windowMs: number;
}

type Lane = Pick<LaneHandle<never>, 'lane' | 'lanes'>;

export interface MassVerdict {
  readonly isOver: boolean;
  readonly detail: string;
  /** To be saved with what was counted, so that the window survives whoever counts. */
  readonly note: object;
}

/**
 * Counts deprovisionings over the lanes of this process, against the part of
 * the limit that these lanes are of all: as the budget of requests is shared,
 * and with no more coordination. What it lets through beyond the limit is less
 * than one event an instance.
 */
export class MassGuard {
  readonly #windows = new Map<number, ArrivalWindow>();

  constructor(private readonly options: MassGuardOptions) {}

  /** `note`: as it was last saved in the lane. */
  begin({ lane }: Lane, note: unknown): void {
    const { deprovisioned } = (note ?? {}) as { readonly deprovisioned?: unknown };
    this.#windows.set(lane, ArrivalWindow.restore(this.options.windowMs, deprovisioned));
  }

  end({ lane }: Lane): void {
    this.#windows.delete(lane);
  }

  /** One more, of this lane. What is held counts too: a flood does not get through in portions. */
  count({ lane, lanes }: Lane, now: number): MassVerdict {
    const { limit, windowMs } = this.options;
    const window = this.#windows.get(lane) ?? new ArrivalWindow(windowMs);
    this.#windows.set(lane, window);
    window.add(now);
    const share = Math.ceil((limit * this.#windows.size) / lanes);
    let counted = 0;
    for (const one of this.#windows.values()) {
      counted += one.count(now);
    }
    return {
      isOver: counted > share,
      detail: `${counted} within ${windowMs} ms in ${this.#windows.size} of ${lanes} lanes, which let ${share} through`,
      note: { deprovisioned: window.snapshot() },
    };
  }
}

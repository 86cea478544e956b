import type { Secret } from '#libs/redaction';
import { type Log } from '#libs/observability';
import type { Clock } from '../clock.port.js';
import type { GateCredential } from '../gate/scope.js';

/** One attempt to get a token: takes its own turn at the gate, and tells the gate what came of it. */
export type FetchToken = () => Promise<FetchedToken | undefined>;

export interface FetchedToken {
  readonly accessToken: Secret;
  readonly expiresInMs: number;
}

/** A token in use. The number tells a 401 for this one from a 401 for the one before it. */
export interface HeldToken {
  readonly accessToken: Secret;
  readonly generation: number;
}

/** A token is replaced this long before its end, or at nine tenths of a short life. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** And not used any more this long before its end: a call takes time to arrive. */
const UNUSABLE_BEFORE_MS = 15_000;

/** An environment that took the token so lately is sure to take it still. */
const ACCEPTED_FOR_MS = 30_000;

/**
 * A fresh token that is refused too says that fetching is no cure. After this
 * time another one is tried all the same: the refused one may be all that is
 * wrong by then. Short, as probes are: about every third of them then has a fresh token.
 */
const FRESH_FOR_MS = 4_000;

/**
 * The worker token: of the environment that the worker application lives in, and
 * used in all environments that its roles span. Fetched when somebody needs it,
 * once for all of them, renewed before it ends and once when PingOne answers 401.
 * Calls wait at the gate until it is there.
 */
export class WorkerToken implements GateCredential {
  #held: HeldToken | undefined;
  #refreshAt = -Infinity;
  #unusableAt = -Infinity;
  #generation = 0;
  #isFetching = false;
  #fetchedAt = -Infinity;
  #afterRefusal: 'no' | 'wanted' | 'yes' = 'no';
  /** The environments that have taken the token in use. */
  readonly #acceptedBy = new Set<string>();
  #acceptedAt = -Infinity;

  constructor(
    private readonly fetchToken: FetchToken,
    private readonly onChange: () => void,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  isReady(): boolean {
    return this.#held !== undefined && this.clock.monotonic() < this.#unusableAt;
  }

  demand(): void {
    if (!this.#isFetching) {
      this.#isFetching = true;
      // The gate asks from within its own work: it must have returned before it is asked for a permit.
      queueMicrotask(() => void this.#fetch());
    }
  }

  /** Undefined when there is none that could be used: its call then sends nothing and waits again. */
  current(): HeldToken | undefined {
    if (!this.isReady()) {
      return undefined;
    }
    if (this.clock.monotonic() >= this.#refreshAt) {
      this.demand();
    }
    return this.#held;
  }

  /** PingOne let a call with this token in, whatever it answered. */
  accepted(generation: number, environmentId: string): void {
    if (generation === this.#held?.generation) {
      this.#acceptedBy.add(environmentId.toLowerCase());
      this.#acceptedAt = this.clock.monotonic();
    }
  }

  /**
   * PingOne answered 401 to a call with this token. Where another environment
   * takes it at the moment and this one never did, the token is not at fault, and
   * to drop it would stop those whom it serves: the scope closes, and that is all.
   */
  refused(generation: number, environmentId: string): void {
    if (generation !== this.#held?.generation) {
      return;
    }
    const now = this.clock.monotonic();
    if (now < this.#acceptedAt + ACCEPTED_FOR_MS && !this.#acceptedBy.has(environmentId.toLowerCase())) {
      return;
    }
    const isFresh = now < this.#fetchedAt + FRESH_FOR_MS;
    if (this.#afterRefusal === 'yes' && isFresh) {
      return;
    }
    this.#held = undefined;
    this.#afterRefusal = 'wanted';
  }

  async #fetch(): Promise<void> {
    try {
      const fetched = await this.fetchToken();
      if (fetched) {
        this.#hold(fetched);
      }
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      this.log.error({ error: name }, 'Fetching a worker token failed by a mistake of ours.');
    } finally {
      this.#isFetching = false;
      this.onChange();
    }
  }

  #hold({ accessToken, expiresInMs }: FetchedToken): void {
    const now = this.clock.monotonic();
    this.#generation += 1;
    this.#held = { accessToken, generation: this.#generation };
    this.#acceptedBy.clear();
    this.#acceptedAt = -Infinity;
    this.#fetchedAt = now;
    this.#refreshAt = now + expiresInMs - Math.min(REFRESH_BEFORE_MS, expiresInMs / 10);
    this.#unusableAt = now + expiresInMs - Math.min(UNUSABLE_BEFORE_MS, expiresInMs / 20);
    this.#afterRefusal = this.#afterRefusal === 'wanted' ? 'yes' : 'no';
  }
}

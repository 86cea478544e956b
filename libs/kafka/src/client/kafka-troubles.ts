import { errorRow } from '../protocol/error-table.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';

/**
 * - `not-replicated`: writes are refused, or wait in vain for followers
 * - `coordinator-unavailable`: the coordinator of a transaction answers that it cannot act
 * - `silent`: a broker does not answer
 * - `throttled`: the brokers delay their answers by a quota
 */
export type KafkaTroubleKind = 'not-replicated' | 'coordinator-unavailable' | 'silent' | 'throttled';

/** What Kafka's trouble is, as long as it lasts. */
export interface KafkaTrouble {
  readonly kind: KafkaTroubleKind;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Partitions, transactional ids or brokers. */
  readonly about: readonly string[];
  /** Kafka's names of the errors, or of the requests that get no answer. */
  readonly codes: readonly string[];
}

export interface TroubleClocks {
  /** Epoch milliseconds. */
  readonly wall: () => number;
  /** Monotonic milliseconds. */
  readonly steady: () => number;
}

interface Sighting {
  readonly firstAt: number;
  readonly since: number;
  lastAt: number;
  readonly codes: Set<string>;
}

interface Pending {
  readonly about: string;
  readonly api: string;
  readonly askedAt: number;
  /** From when on the broker is late. */
  readonly lateAt: number;
}

/** Shorter than this it is what every election and every restart of a broker looks like. */
const TOLD_AFTER_MS = 2_000;
/** So long after it was last seen it is over, or nothing was asked that could show it. */
const FORGOTTEN_AFTER_MS = 10_000;
const LATE_MS = 3_000;
/** Of an episode: less troubles no client. */
const THROTTLED_FROM_MS = 1_000;

const COORDINATORS: Readonly<Record<string, string>> = {
  InitProducerId: 'coordinator of transactions',
  AddPartitionsToTxn: 'coordinator of transactions',
  EndTxn: 'coordinator of transactions',
  OffsetFetch: 'coordinator of groups',
};

/**
 * Sees every answer of Kafka, and every one that does not come, and makes of them
 * what the trouble is: those who ask try again on their own, each by itself, and
 * what they give up with in the end is the last thing that they met.
 */
export class KafkaTroubles {
  readonly #sightings = new Map<KafkaTroubleKind, Map<string, Sighting>>();
  readonly #pending = new Set<Pending>();
  #throttledMs = 0;

  constructor(
    private readonly onThrottled: (ms: number) => void = () => undefined,
    private readonly clocks: TroubleClocks = { wall: () => Date.now(), steady: () => performance.now() },
  ) {}

  /** @param broker whom a request goes to, as `host:port` */
  asked<Answer>(broker: string, request: ProtocolRequest<Answer>): AskedRequest<Answer> {
    const { api, brokerWaitMs = 0 } = request;
    const role = COORDINATORS[api];
    const about = role === undefined ? broker : `${broker} (${role})`;
    const askedAt = this.clocks.steady();
    const pending = { about, api, askedAt, lateAt: askedAt + brokerWaitMs + LATE_MS };
    this.#pending.add(pending);
    return {
      answered: (throttleMs, answer) => {
        this.#pending.delete(pending);
        this.#over('silent', about);
        this.#throttled(throttleMs);
        for (const { about: thing, error } of request.results?.(answer) ?? []) {
          this.#result(thing, error);
        }
      },
      failed: (code) => {
        this.#pending.delete(pending);
        if (code === 'NO_ANSWER' || code === 'UNREACHABLE') {
          this.#see('silent', about, { code: api, at: askedAt });
        }
      },
    };
  }

  /** What lasts, the worst first. */
  current(): readonly KafkaTrouble[] {
    const now = this.clocks.steady();
    for (const { about, api, askedAt, lateAt } of this.#pending) {
      if (now >= lateAt) {
        this.#see('silent', about, { code: api, at: askedAt });
      }
    }
    return KINDS.flatMap((kind) => this.#lasting(kind, now) ?? []);
  }

  #lasting(kind: KafkaTroubleKind, now: number): KafkaTrouble | undefined {
    const sightings = this.#sightings.get(kind) ?? new Map<string, Sighting>();
    for (const [about, { lastAt }] of sightings) {
      if (now - lastAt > FORGOTTEN_AFTER_MS) {
        sightings.delete(about);
      }
    }
    if (kind === 'throttled' && (sightings.size === 0 || this.#throttledMs < THROTTLED_FROM_MS)) {
      this.#throttledMs = sightings.size === 0 ? 0 : this.#throttledMs;
      return undefined;
    }
    const lasting = [...sightings].filter(
      ([, { firstAt }]) => kind === 'throttled' || now - firstAt >= TOLD_AFTER_MS,
    );
    return lasting.length === 0
      ? undefined
      : {
          kind,
          since: Math.min(...lasting.map(([, { since }]) => since)),
          about: lasting.map(([about]) => about).sort(),
          codes: [...new Set(lasting.flatMap(([, { codes }]) => [...codes]))].sort(),
        };
  }

  #result(about: string, error: string | undefined): void {
    if (error === undefined) {
      this.#over('not-replicated', about);
      this.#over('coordinator-unavailable', about);
      return;
    }
    const { meaning } = errorRow(error);
    if (meaning === 'not-replicated' || meaning === 'coordinator-unavailable') {
      this.#see(meaning, about, { code: error });
    }
  }

  #throttled(ms: number): void {
    if (ms > 0) {
      this.#throttledMs += ms;
      this.onThrottled(ms);
      this.#see('throttled', 'this client', { code: 'throttle_time_ms' });
    }
  }

  #see(
    kind: KafkaTroubleKind,
    about: string,
    { code, at = this.clocks.steady() }: { readonly code: string; readonly at?: number },
  ): void {
    const ofKind = this.#sightings.get(kind) ?? new Map<string, Sighting>();
    this.#sightings.set(kind, ofKind);
    const now = this.clocks.steady();
    const known = ofKind.get(about);
    if (known && now - known.lastAt <= FORGOTTEN_AFTER_MS) {
      known.lastAt = now;
      known.codes.add(code);
      return;
    }
    const since = this.clocks.wall() - (now - at);
    ofKind.set(about, { firstAt: at, since, lastAt: now, codes: new Set([code]) });
  }

  #over(kind: KafkaTroubleKind, about: string): void {
    this.#sightings.get(kind)?.delete(about);
  }
}

/** A request under way. One of the two is called, once. */
export interface AskedRequest<Answer> {
  answered(throttleMs: number, answer: Answer): void;
  /** With a code of `KafkaError`: what is refused for good is told by those who asked. */
  failed(code: string): void;
}

const KINDS: readonly KafkaTroubleKind[] = [
  'not-replicated',
  'silent',
  'coordinator-unavailable',
  'throttled',
];

const MOST_NAMED = 3;

/** One sentence, without its stop. */
export function describeTrouble({ kind, about, codes }: KafkaTrouble): string {
  const places = named(about);
  const why = codes.join(', ');
  switch (kind) {
    case 'not-replicated':
      return codes.every((code) => code === 'REQUEST_TIMED_OUT')
        ? `Kafka does not take writes to ${places}: followers do not confirm them in time (${why})`
        : `Kafka does not take writes to ${places}: fewer replicas are in sync than min.insync.replicas asks for (${why})`;
    case 'silent':
      return `Kafka at ${places} does not answer (${why})`;
    case 'coordinator-unavailable':
      return `Kafka's coordinator of ${places} answers, but cannot act (${why}): its own topic has too few replicas in sync, or it cannot reach a leader`;
    case 'throttled':
      return `Kafka throttles this service by a quota (${why}): it is slower than it could be`;
  }
}

function named(about: readonly string[]): string {
  const more = about.length - MOST_NAMED;
  return `${about.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

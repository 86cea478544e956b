import { setTimeout as pause } from 'node:timers/promises';
import { describeError } from '#libs/async';
import type { Log, Metrics } from '#libs/observability';
import type { OathToken, PingOne, Priority } from '#libs/pingone';
import { listAllPages, type Caller } from '../calls/call-with-retry.js';
import { FirstSnapshot, type IndexState } from './first-snapshot.js';

/** What the index knows. All answers may be older than the last refresh, and empty before the first. */
export interface TokenIndex {
  /**
   * Waits until there is something to look up in. Whoever takes "not in the index"
   * for an answer must have waited. Rejects only with the signal's reason.
   */
  state(environmentId: string, signal: AbortSignal): Promise<IndexState>;
  token(environmentId: string, tokenId: string): OathToken | undefined;
  tokenWith(environmentId: string, serialNumber: string): OathToken | undefined;
  tokensOf(environmentId: string, userId: string): readonly OathToken[];
}

/** For OATH_TOKEN_INDEX=false. */
export const noTokenIndex: TokenIndex = {
  state: async () => 'off',
  token: () => undefined,
  tokenWith: () => undefined,
  tokensOf: () => [],
};

export interface OathTokenIndexOptions {
  readonly environmentIds: readonly string[];
  /** From the end of one refresh to the begin of the next, milliseconds. */
  readonly refreshMs: number;
  /** From a reading that was cut off to the next one, milliseconds; doubled each time, up to `refreshMs`. */
  readonly retryMs?: number;
  readonly signal: AbortSignal;
  readonly metrics: Metrics;
}

interface Snapshot {
  readonly byId: Map<string, OathToken>;
  readonly bySerialNumber: Map<string, OathToken>;
  readonly byUser: Map<string, OathToken[]>;
}

const RETRY_MS = 1_000;
/** Readings that are cut off one after the other, before those who wait for the first one are told. */
const MOST_CUT_OFF = 3;

const ON_SPARE_BUDGET: Priority = { urgency: 'replay', phase: 'ask' };
/** For the first reading, while somebody's access depends on it. */
const WAITED_FOR: Priority = { urgency: 'user', phase: 'ask' };

/**
 * All OATH tokens of the environments (PingOne allows 100,000 in each), read page
 * by page on spare budget. The index is replaced as a whole: a reading that is cut
 * off half-way changes nothing and begins again at the first page, because nobody
 * knows how long a cursor lives.
 */
export class OathTokenIndex implements TokenIndex {
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #first = new Map<string, FirstSnapshot>();
  /** When the reading of what is known began, or the first reading while there is nothing. */
  readonly #since = new Map<string, number>();

  constructor(
    private readonly pingone: PingOne,
    private readonly options: OathTokenIndexOptions,
    private readonly log: Log,
  ) {
    const { environmentIds, metrics } = options;
    for (const environmentId of environmentIds) {
      this.#first.set(environmentId, new FirstSnapshot());
      this.#since.set(environmentId, performance.now());
      metrics.tokenIndexTokens.set({ environment: environmentId }, 0);
    }
    const collect = (): void => {
      for (const [environment, since] of this.#since) {
        metrics.tokenIndexAgeSeconds.set({ environment }, (performance.now() - since) / 1000);
      }
    };
    Object.assign(metrics.tokenIndexAgeSeconds, { collect });
  }

  /** Keeps the index fresh until the signal ends it. */
  start(): void {
    for (const environmentId of this.options.environmentIds) {
      void this.#keepFresh(environmentId);
    }
  }

  async state(environmentId: string, signal: AbortSignal): Promise<IndexState> {
    return this.#first.get(environmentId)?.wait(signal) ?? 'off';
  }

  token(environmentId: string, tokenId: string): OathToken | undefined {
    return this.#snapshots.get(environmentId)?.byId.get(tokenId);
  }

  tokenWith(environmentId: string, serialNumber: string): OathToken | undefined {
    return this.#snapshots.get(environmentId)?.bySerialNumber.get(serialNumber);
  }

  tokensOf(environmentId: string, userId: string): readonly OathToken[] {
    return this.#snapshots.get(environmentId)?.byUser.get(userId) ?? [];
  }

  async #keepFresh(environmentId: string): Promise<void> {
    const { signal, refreshMs, retryMs = RETRY_MS } = this.options;
    try {
      for (let cutOff = 0; ;) {
        const startedAt = performance.now();
        const snapshot = await this.#read(environmentId);
        cutOff = snapshot ? 0 : cutOff + 1;
        if (snapshot) {
          this.#take(environmentId, snapshot, startedAt);
        } else {
          this.log.warn(
            { environmentId },
            'PingOne does not list the OATH tokens; the index stays as it is.',
          );
          if (cutOff >= MOST_CUT_OFF) {
            this.#first.get(environmentId)?.tell('refused');
          }
        }
        await pause(cutOff === 0 ? refreshMs : Math.min(retryMs * 2 ** (cutOff - 1), refreshMs), undefined, {
          signal,
        });
      }
    } catch (error) {
      if (!signal.aborted) {
        this.log.error(
          { environmentId, error: describeError(error) },
          'The index of OATH tokens is not refreshed any more.',
        );
      }
    }
  }

  #take(environmentId: string, snapshot: Snapshot, startedAt: number): void {
    const { size } = snapshot.byId;
    this.#snapshots.set(environmentId, snapshot);
    this.#since.set(environmentId, startedAt);
    this.#first.get(environmentId)?.tell('ready');
    this.options.metrics.tokenIndexTokens.set({ environment: environmentId }, size);
    const tookMs = Math.round(performance.now() - startedAt);
    this.log.info({ environmentId, tokens: size, tookMs }, 'The index of OATH tokens is fresh.');
  }

  /** Undefined when it was cut off: PingOne rejects a page, as a cursor may have died of old age. */
  async #read(environmentId: string): Promise<Snapshot | undefined> {
    const caller: Caller = {
      environmentId,
      signal: this.options.signal,
      priority: () => (this.#first.get(environmentId)?.isWaitedFor ? WAITED_FOR : ON_SPARE_BUDGET),
    };
    const request = { environmentId, transactionId: 'oath-token-index' };
    const answer = await listAllPages(this.pingone, caller, 'list-oath-tokens', (permit, at) =>
      this.pingone.call('list-oath-tokens', permit, { ...request, ...at }),
    );
    if (answer.kind !== 'ok') {
      return undefined;
    }
    const snapshot: Snapshot = { byId: new Map(), bySerialNumber: new Map(), byUser: new Map() };
    answer.value.forEach((token) => add(snapshot, token));
    return snapshot;
  }
}

function add({ byId, bySerialNumber, byUser }: Snapshot, token: OathToken): void {
  byId.set(token.id, token);
  if (token.serialNumber !== undefined) {
    bySerialNumber.set(token.serialNumber, token);
  }
  for (const userId of token.userIds) {
    const tokens = byUser.get(userId);
    if (tokens) {
      tokens.push(token);
    } else {
      byUser.set(userId, [token]);
    }
  }
}

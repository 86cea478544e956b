import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#libs/observability';
import type { OathToken, PingOne } from '#libs/pingone';

/** What the index knows. All answers may be older than the last refresh, and empty before the first. */
export interface TokenIndex {
  token(environmentId: string, tokenId: string): OathToken | undefined;
  tokenWith(environmentId: string, serialNumber: string): OathToken | undefined;
  tokensOf(environmentId: string, userId: string): readonly OathToken[];
}

/** For OATH_TOKEN_INDEX=false. */
export const noTokenIndex: TokenIndex = {
  token: () => undefined,
  tokenWith: () => undefined,
  tokensOf: () => [],
};

export interface OathTokenIndexOptions {
  readonly environmentIds: readonly string[];
  /** From the end of one refresh to the begin of the next, milliseconds. */
  readonly refreshMs: number;
  readonly signal: AbortSignal;
}

interface Snapshot {
  readonly byId: Map<string, OathToken>;
  readonly bySerialNumber: Map<string, OathToken>;
  readonly byUser: Map<string, OathToken[]>;
}

/**
 * All OATH tokens of the environments (PingOne allows 100,000 in each), read page
 * by page on spare budget. A refresh that is cut off half-way changes nothing:
 * the index is replaced as a whole.
 */
export class OathTokenIndex implements TokenIndex {
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(
    private readonly pingone: PingOne,
    private readonly options: OathTokenIndexOptions,
    private readonly log: Log,
  ) {}

  /** Keeps the index fresh until the signal ends it. */
  start(): void {
    for (const environmentId of this.options.environmentIds) {
      void this.keepFresh(environmentId);
    }
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

  private async keepFresh(environmentId: string): Promise<void> {
    const { signal, refreshMs } = this.options;
    try {
      for (;;) {
        const startedAt = performance.now();
        const snapshot = await this.read(environmentId);
        this.#snapshots.set(environmentId, snapshot);
        const fields = {
          environmentId,
          tokens: snapshot.byId.size,
          tookMs: Math.round(performance.now() - startedAt),
        };
        this.log.info(fields, 'The index of OATH tokens is fresh.');
        await pause(refreshMs, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) {
        this.log.error(
          { environmentId, error: String(error) },
          'The index of OATH tokens is not refreshed any more.',
        );
      }
    }
  }

  private async read(environmentId: string): Promise<Snapshot> {
    const snapshot: Snapshot = { byId: new Map(), bySerialNumber: new Map(), byUser: new Map() };
    let cursor: string | undefined;
    do {
      const { tokens, next } = await this.page(environmentId, cursor);
      tokens.forEach((token) => add(snapshot, token));
      cursor = next;
    } while (cursor !== undefined);
    return snapshot;
  }

  /** One page; an outage is waited out, and a page that PingOne rejects is asked for again later. */
  private async page(
    environmentId: string,
    cursor: string | undefined,
  ): Promise<{ readonly tokens: readonly OathToken[]; readonly next?: string }> {
    const { signal, refreshMs } = this.options;
    for (;;) {
      const permit = await this.pingone.gate.acquire({
        operation: 'list-oath-tokens',
        environmentId,
        priority: { urgency: 'replay', phase: 'start' },
        signal,
      });
      const request = {
        environmentId,
        transactionId: 'oath-token-index',
        ...(cursor === undefined ? {} : { cursor }),
      };
      const answer = permit && (await this.pingone.listOathTokens(permit, request));
      if (answer?.kind === 'ok') {
        return answer.value;
      }
      if (answer && answer.kind !== 'wait') {
        this.log.warn({ environmentId }, 'PingOne does not list the OATH tokens; the index stays as it is.');
        await pause(refreshMs, undefined, { signal });
      }
    }
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

import type { EvidenceItem, Failure } from '#libs/contracts';
import type { OathDevice, OathToken } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { callWithRetry, listAllPages } from '../calls/call-with-retry.js';
import { isNotFound, toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { LIST_WITHOUT_END, USER_NOT_FOUND } from './user-finder.js';

const NO_SERIAL_NUMBER: Failure = {
  code: 'outcome-unknown',
  message:
    'PingOne does not show the serial number of a paired OATH device: OATH_TOKEN_INDEX=true finds it otherwise.',
  retryable: true,
};

const UNANSWERED: Failure = {
  code: 'outcome-unknown',
  message: 'PingOne did not say which token has the serial number.',
  retryable: true,
};

const OWNERS_UNKNOWN: Failure = {
  code: 'outcome-unknown',
  message:
    'PingOne does not list its OATH tokens, so it cannot be checked whose the tokens are; they were left alone.',
  retryable: true,
};

interface Refused {
  readonly failure: Failure;
  readonly evidence: EvidenceItem;
}

interface BySerial {
  readonly tokens: readonly OathToken[];
  /** Serial numbers of no token. */
  readonly missing: number;
}

type Search = ActionOf<'find-oath-tokens'>;
type Serials =
  | { readonly kind: 'serials'; readonly devices: readonly OathDevice[]; readonly evidence: EvidenceItem }
  | { readonly kind: 'tokens'; readonly tokens: readonly OathToken[]; readonly evidence: EvidenceItem }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly evidence: EvidenceItem };

/**
 * From a user or serial numbers to token ids: devices of the user, their serial
 * numbers, the tokens with these. The index spares the last step, and knows
 * whose the tokens of a deleted user were.
 */
export class OathTokenFinder implements ActionExecutor<'find-oath-tokens'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone' | 'tokenIndex'>) {}

  execute(open: ActiveRevocation, action: Search): Promise<Fact> {
    switch (action.search.by) {
      case 'user':
        return this.#ofUser(open, action);
      case 'serial-numbers':
      case 'token-ids':
        return this.#named(open, action);
    }
  }

  async #ofUser(open: ActiveRevocation, { step, userId = '' }: Search): Promise<Fact> {
    const found = await this.#devicesOf(open, userId);
    const { evidence } = found;
    switch (found.kind) {
      case 'failed':
        return { step, kind: 'oath-tokens-not-found', failure: found.failure, evidence };
      case 'tokens':
        return {
          step,
          kind: 'oath-tokens-found',
          tokens: found.tokens.map(idAndAge),
          foreign: 0,
          missing: 0,
          evidence,
        };
      case 'serials': {
        const { devices } = found;
        const serialNumbers = devices.flatMap((device) => device.serialNumber ?? []);
        const bySerial = await this.#bySerialNumbers(open, serialNumbers);
        if ('failure' in bySerial) {
          return { step, kind: 'oath-tokens-not-found', ...bySerial };
        }
        return {
          step,
          kind: 'oath-tokens-found',
          tokens: bySerial.tokens.map((token) => idAndAge(since(token, devices))),
          foreign: 0,
          // Gone since the devices were listed, or there is no such token: said, not left out.
          missing: bySerial.missing,
          evidence,
        };
      }
    }
  }

  async #devicesOf(open: ActiveRevocation, userId: string): Promise<Serials> {
    const { pingone } = this.context;
    const answer = await listAllPages(pingone, open, 'list-devices', (permit, at) =>
      pingone.call('list-devices', permit, { ...open.call, userId, ...at }),
    );
    const evidence = toEvidence(answer.evidence);
    if (answer.kind !== 'ok') {
      if (answer.kind === 'unknown-outcome') {
        return { kind: 'failed', failure: LIST_WITHOUT_END, evidence };
      }
      if (!isNotFound(answer)) {
        return { kind: 'failed', failure: toFailure('request-rejected', answer), evidence };
      }
      const indexed = await this.#indexed(open, userId);
      return indexed.length > 0
        ? { kind: 'tokens', tokens: indexed, evidence }
        : { kind: 'failed', failure: USER_NOT_FOUND, evidence };
    }
    const devices = answer.value;
    if (devices.every(({ serialNumber }) => serialNumber !== undefined)) {
      return { kind: 'serials', devices, evidence };
    }
    const indexed = await this.#indexed(open, userId);
    return indexed.length >= devices.length
      ? { kind: 'tokens', tokens: indexed, evidence }
      : { kind: 'failed', failure: NO_SERIAL_NUMBER, evidence };
  }

  /** The index spares calls, but only here does it decide: so only here it is waited for. */
  async #indexed({ environmentId, lane }: ActiveRevocation, userId: string): Promise<readonly OathToken[]> {
    await this.context.tokenIndex.state(environmentId, lane.signal);
    return this.context.tokenIndex.tokensOf(environmentId, userId);
  }

  async #named(open: ActiveRevocation, { step, search, userId }: Search): Promise<Fact> {
    const { serialNumbers = [], tokenIds = [] } = search;
    if ((await this.context.tokenIndex.state(open.environmentId, open.lane.signal)) === 'refused') {
      return { step, kind: 'oath-tokens-not-found', failure: OWNERS_UNKNOWN };
    }
    const bySerial = await this.#bySerialNumbers(open, serialNumbers);
    if ('failure' in bySerial) {
      return { step, kind: 'oath-tokens-not-found', ...bySerial };
    }
    const known = (id: string): OathToken =>
      this.context.tokenIndex.token(open.environmentId, id) ?? { id, userIds: [] };
    const tokens = distinct([...bySerial.tokens, ...tokenIds.map(known)]);
    const own = tokens.filter((token) => !this.#isForeign(open.environmentId, token.id, userId));
    const listed = new Set(bySerial.tokens.map(({ id }) => id));
    const isShown = (id: string): boolean =>
      listed.has(id) || this.context.tokenIndex.token(open.environmentId, id) !== undefined;
    return {
      step,
      kind: 'oath-tokens-found',
      tokens: own.map((token) => ({
        ...idAndAge(token),
        ...(isShown(token.id) ? {} : { onlyNamed: true as const }),
      })),
      foreign: tokens.length - own.length,
      missing: bySerial.missing,
    };
  }

  async #bySerialNumbers(
    open: ActiveRevocation,
    serialNumbers: readonly string[],
  ): Promise<BySerial | Refused> {
    const tokens: OathToken[] = [];
    let missing = 0;
    for (const serialNumber of serialNumbers) {
      const indexed = this.context.tokenIndex.tokenWith(open.environmentId, serialNumber);
      const found = indexed ? [indexed] : await this.#bySerialNumber(open, serialNumber);
      if (!isList(found)) {
        return found;
      }
      tokens.push(...found.map((token) => ({ serialNumber, ...token })));
      missing += found.length === 0 ? 1 : 0;
    }
    return { tokens: distinct(tokens), missing };
  }

  /** Only PingOne's empty list means that there is no such token: a refusal must never read as "gone" (P3). */
  async #bySerialNumber(
    open: ActiveRevocation,
    serialNumber: string,
  ): Promise<readonly OathToken[] | Refused> {
    const request = { ...open.call, serialNumber };
    const answer = await callWithRetry(this.context.pingone, open, 'find-oath-token', request);
    switch (answer.kind) {
      case 'ok':
        return answer.value;
      case 'rejected':
        return { failure: toFailure('request-rejected', answer), evidence: toEvidence(answer.evidence) };
      case 'unknown-outcome':
        return { failure: UNANSWERED, evidence: toEvidence(answer.evidence) };
    }
  }

  /** Paired, and with nobody but others. An unpaired token is nobody's. */
  #isForeign(environmentId: string, tokenId: string, userId: string | undefined): boolean {
    const owners = this.context.tokenIndex.token(environmentId, tokenId)?.userIds ?? [];
    return owners.length > 0 && (userId === undefined || !owners.includes(userId));
  }
}

function idAndAge({ id, createdAt }: OathToken): { readonly id: string; readonly createdAt?: string } {
  return { id, ...(createdAt === undefined ? {} : { createdAt }) };
}

/** Two serial numbers may differ in nothing but their case, two devices in nothing but their state. */
function distinct(tokens: readonly OathToken[]): readonly OathToken[] {
  return [...new Map(tokens.map((token) => [token.id, token])).values()];
}

function isList(found: readonly OathToken[] | Refused): found is readonly OathToken[] {
  return Array.isArray(found);
}

/**
 * The token, dated by its pairing: a token may lie in a drawer for years before somebody
 * gets it. Of several pairings the first counts, and where PingOne does not show
 * when one was made, the token's own age does.
 */
function since(token: OathToken, devices: readonly OathDevice[]): OathToken {
  const serialOf = (of: { readonly serialNumber?: string }): string | undefined =>
    of.serialNumber?.toLowerCase();
  const pairings = devices.filter((device) => serialOf(device) === serialOf(token));
  const times = pairings.flatMap(({ createdAt }) => createdAt ?? []);
  const [first] = times.toSorted((one, other) => Date.parse(one) - Date.parse(other));
  return first === undefined || times.length < pairings.length ? token : { ...token, createdAt: first };
}

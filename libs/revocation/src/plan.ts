import type { Failure } from '#libs/contracts';
import type { OathSearch, OathTokensStep } from './oath-tokens/oath-tokens-step.js';
import { groupsOf } from './oath-tokens/regroup.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import { comesLate } from './newer-than.js';
import type { RevocationPolicy } from './policy.js';
import type { EventReference } from './event-reference.js';
import type { AfterLoss, Origin, Replay, Revocation, Step } from './revocation.js';

/** What an event asks for, with its tokens sealed already. */
export interface RevocationRequest {
  readonly event: EventReference;
  readonly origin: Origin;
  readonly oathTokenIds: readonly string[];
  readonly serialNumbers: readonly string[];
  readonly forceUnpair: boolean;
  readonly tokens: readonly PresentedToken[];
  /** Epoch milliseconds, both; `publishedAt` is absent where the record does not say. */
  readonly receivedAt: number;
  readonly publishedAt?: number;
  readonly replay?: Replay;
  readonly afterLoss?: AfterLoss;
}

/** A token that an event carries. Nothing in here is the token itself in clear. */
export interface PresentedToken {
  readonly sha256: string;
  /** Absent where the service has no key to seal with: then it can't be kept, and is not used. */
  readonly sealed?: string;
  /** The event's, else the one of the claims. */
  readonly clientId?: string;
  readonly kind: 'refresh' | 'access' | 'unknown';
  readonly claims?: TokenClaims;
}

/** What a JWT says of itself, unverified: used to find the application and to explain an answer, never to decide. */
export interface TokenClaims {
  readonly sid?: string;
  /** Epoch seconds (RFC 7519). */
  readonly iat?: number;
  readonly exp?: number;
  /** The environment in `iss`, where it has PingOne's form. */
  readonly environmentId?: string;
  readonly isPlatformAudience: boolean;
}

export type Planned =
  | { readonly kind: 'plan'; readonly open: (id: string) => Revocation }
  /** Nothing to carry out: the answer is known at once. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly open: (id: string) => Revocation };

/** Made once per event, stored, and never made again: a later change of policy does not change what was promised. */
export function planRevocation(request: RevocationRequest, policy: RevocationPolicy): Planned {
  const { event, origin, receivedAt, replay, afterLoss } = request;
  const build =
    (steps: readonly Step[]) =>
    (id: string): Revocation => ({
      id,
      event,
      origin,
      receivedAt,
      ...(replay ? { replay } : {}),
      ...(comesLate(request, policy) ? { isLate: true } : {}),
      ...(afterLoss ? { afterLoss } : {}),
      steps,
      evidence: [],
    });
  const refusal = refuse(request, policy);
  if (refusal) {
    return { kind: 'refused', failure: refusal, open: build([]) };
  }
  const steps = [
    ...userSteps(request, policy),
    ...tokenSteps(request),
    ...sessionSteps(request, policy),
    ...oathSteps(request, policy),
  ];
  return steps.length === 0
    ? { kind: 'refused', failure: NOTHING_TO_REVOKE, open: build([]) }
    : { kind: 'plan', open: build(steps) };
}

const NOTHING_TO_REVOKE: Failure = {
  code: 'nothing-to-revoke',
  message: 'The event names nothing that could be revoked: no session and no token.',
  retryable: false,
};

function refuse({ event, tokens }: RevocationRequest, policy: RevocationPolicy): Failure | undefined {
  const { environmentId } = event;
  if (!policy.environmentIds.includes(environmentId)) {
    return {
      code: 'environment-not-allowed',
      message: 'The environment of the event is not among those that this service may act in.',
      retryable: false,
      violations: [
        { field: 'environmentId', rule: 'is one of PINGONE_ENVIRONMENT_ID and PINGONE_ENVIRONMENTS' },
      ],
    };
  }
  const foreign = tokens.findIndex(
    ({ claims }) => claims?.environmentId && claims.environmentId !== environmentId,
  );
  if (foreign >= 0) {
    return {
      code: 'token-issuer-mismatch',
      message: 'A token was issued by another environment; it was sent nowhere.',
      retryable: false,
      violations: [{ field: `tokens[${foreign}].token`, rule: 'its iss names the environment of the event' }],
    };
  }
  return undefined;
}

/** "Refresh token first": its revocation covers the access tokens of its session, not the other way round. */
const ORDER = { refresh: 0, unknown: 1, access: 2 } as const;

function tokenSteps({ tokens }: RevocationRequest): readonly OauthTokenStep[] {
  return tokens.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]).map(tokenStep);
}

function tokenStep(token: PresentedToken): OauthTokenStep {
  const { sha256, sealed, clientId, claims } = token;
  const base = {
    kind: 'oauth-token',
    tokenSha256: sha256,
    ...(clientId === undefined ? {} : { clientId }),
    ...(claims?.sid === undefined ? {} : { sid: claims.sid }),
  } as const;
  const failed = (code: Failure['code'], message: string): OauthTokenStep => ({
    ...base,
    phase: { at: 'settled', status: 'failed', failure: { code, message, retryable: true } },
  });
  if (sealed === undefined) {
    return failed(
      'sealing-key-missing',
      'The service has no key to seal tokens with (TOKEN_SEALING_KEY_FILE).',
    );
  }
  if (clientId === undefined) {
    return failed(
      'application-unknown',
      'Neither the event nor the token names the application it was issued to.',
    );
  }
  const explanation = explain(claims);
  return { ...base, phase: { at: 'ready', clientId, sealed, explanation, unacknowledged: false } };
}

/** `unsupported_token_type` covers several causes alike; the claims tell which is likely (PingOne: Token Revocation). */
function explain(claims: TokenClaims | undefined): string {
  if (!claims) {
    return 'PingOne does not revoke this token: it is opaque and invalid, expired, or revoked before.';
  }
  if (claims.isPlatformAudience) {
    return 'PingOne does not revoke tokens of its own API resource.';
  }
  if (claims.sid === undefined || claims.iat === undefined) {
    return 'PingOne does not revoke a token without the sid and iat claims.';
  }
  return 'PingOne does not revoke this token: it has expired, is invalid, or was revoked before.';
}

/** Only where something needs PingOne's id of a user whom the event names otherwise. */
function userSteps(request: RevocationRequest, policy: RevocationPolicy): readonly Step[] {
  const { event } = request;
  // Of a person on leave no OATH token is touched, so none has to be found.
  const search = event.cause === 'leave' ? undefined : searchOf(request, policy);
  const isNeeded =
    policy.identifyUsers === 'first' ||
    policy.userSessions === 'end' ||
    search?.by === 'user' ||
    (search && policy.tokenOwners === 'check');
  if (event.eventType !== 'user.deprovisioned' || event.userId !== undefined || !isNeeded) {
    return [];
  }
  const by = event.username === undefined ? 'externalId' : 'username';
  const value = event[by];
  return value === undefined ? [] : [{ kind: 'find-user', by, value, phase: { at: 'ready' } }];
}

/** One for all: most plans have it. */
const USER_SESSIONS_SKIPPED: Step = { kind: 'skipped', what: { kind: 'user-sessions' } };

function sessionSteps({ event }: RevocationRequest, policy: RevocationPolicy): readonly Step[] {
  if (event.eventType === 'session.terminated') {
    const { sessionId } = event;
    return sessionId === undefined
      ? []
      : [{ kind: 'session', sessionId, phase: { at: 'ready', unacknowledged: false } }];
  }
  return policy.userSessions === 'end'
    ? [{ kind: 'user-sessions', phase: { at: 'ready' } }]
    : [USER_SESSIONS_SKIPPED];
}

function oathSteps(request: RevocationRequest, policy: RevocationPolicy): readonly Step[] {
  const { event, oathTokenIds, forceUnpair } = request;
  if (event.eventType !== 'user.deprovisioned') {
    return [];
  }
  const search = searchOf(request, policy);
  if (event.cause === 'leave') {
    // "Deleting OATH tokens cannot be undone", so someone who is only on leave keeps theirs.
    const requested = search && search.by !== 'token-ids' ? null : oathTokenIds.length;
    return [{ kind: 'skipped', what: { kind: 'oath-tokens', requested, forceUnpair } }];
  }
  const [group, ...waiting] = groupsOf(oathTokenIds, policy.maxTokensPerJob);
  const phase: OathTokensStep['phase'] = search
    ? { at: 'finding', search }
    : group
      ? { at: 'ready', group }
      : { at: 'settled' };
  return [
    {
      kind: 'oath-tokens',
      forceUnpair,
      requested: search ? null : oathTokenIds.length,
      waiting: search ? [] : waiting,
      phase,
      gone: 0,
      remaining: 0,
      unknown: 0,
      revoked: 0,
      countedBy: 'job',
      jobIds: [],
    },
  ];
}

/** What has to be found out before OATH tokens can be revoked; undefined where their ids are all there is to know. */
function searchOf(
  { oathTokenIds, serialNumbers }: RevocationRequest,
  policy: RevocationPolicy,
): OathSearch | undefined {
  const tokenIds = oathTokenIds.length > 0 ? { tokenIds: oathTokenIds } : {};
  if (serialNumbers.length > 0) {
    return { by: 'serial-numbers', serialNumbers, ...tokenIds };
  }
  if (oathTokenIds.length > 0) {
    return policy.tokenOwners === 'check' ? { by: 'token-ids', ...tokenIds } : undefined;
  }
  return { by: 'user' };
}

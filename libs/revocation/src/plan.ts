import type { Failure } from '#libs/contracts';
import type { OathTokensStep, TokenGroup } from './oath-tokens/oath-tokens-step.js';
import type { OauthTokenStep } from './oauth-token/oauth-token-step.js';
import type { RevocationPolicy } from './policy.js';
import type { EventReference, Origin, Revocation, Step } from './revocation.js';

/** What an event asks for, with its tokens sealed already. */
export interface RevocationRequest {
  readonly event: EventReference;
  readonly origin: Origin;
  readonly oathTokenIds: readonly string[];
  readonly forceUnpair: boolean;
  readonly tokens: readonly PresentedToken[];
  /** Epoch milliseconds. */
  readonly receivedAt: number;
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
  const { event, origin, receivedAt } = request;
  const build =
    (steps: readonly Step[]) =>
    (id: string): Revocation => ({ id, event, origin, receivedAt, steps, evidence: [] });
  const refusal = refuse(request, policy);
  if (refusal) {
    return { kind: 'refused', failure: refusal, open: build([]) };
  }
  const steps = [...tokenSteps(request), ...sessionSteps(request), ...oathSteps(request, policy)];
  if (request.oathTokenIds.length === 0 && request.tokens.length === 0) {
    return { kind: 'refused', failure: NOTHING_TO_REVOKE, open: build(steps) };
  }
  return { kind: 'plan', open: build(steps) };
}

const NOTHING_TO_REVOKE: Failure = {
  code: 'nothing-to-revoke',
  message: 'The event names nothing that this service could revoke: no OATH token id and no token.',
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

function sessionSteps({ event }: RevocationRequest): readonly Step[] {
  if (event.eventType === 'session.terminated') {
    return event.sessionId === undefined ? [] : [{ kind: 'session', sessionId: event.sessionId }];
  }
  return event.userId === undefined ? [] : [{ kind: 'user-sessions' }];
}

function oathSteps(
  { event, oathTokenIds, forceUnpair }: RevocationRequest,
  policy: RevocationPolicy,
): readonly Step[] {
  const requested = oathTokenIds.length;
  if (requested > 0 && event.cause === 'leave') {
    // "Deleting OATH tokens cannot be undone", so someone who is only on leave keeps theirs.
    return [{ kind: 'oath-tokens-left', requested, forceUnpair }];
  }
  const [group, ...waiting] = groupsOf(oathTokenIds, policy.maxTokensPerJob);
  if (!group) {
    return [];
  }
  const step: OathTokensStep = {
    kind: 'oath-tokens',
    forceUnpair,
    requested,
    waiting,
    phase: { at: 'ready', group },
    gone: 0,
    remaining: 0,
    unknown: 0,
    revoked: 0,
    countedBy: 'job',
    jobIds: [],
  };
  return [step];
}

function groupsOf(tokenIds: readonly string[], size: number): readonly TokenGroup[] {
  const count = Math.ceil(tokenIds.length / size);
  return Array.from({ length: count }, (_, n) => ({
    tokenIds: tokenIds.slice(n * size, (n + 1) * size),
    sharing: 'shared',
    attempts: 0,
    inDoubt: false,
  }));
}

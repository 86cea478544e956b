import { hash } from 'node:crypto';
import {
  millisecondsOf,
  outcomeId,
  type Envelope,
  type EventSubject,
  type InboundEvent,
  type ReceivedToken,
  type RevocationCompleted,
} from '#libs/contracts';
import type { LaneRecord, ReplayMark } from '#libs/lanes';
import type { EventReference, Origin, PresentedToken, Replay, RevocationRequest } from '#libs/revocation';
import { boundTo, type TokenSealer } from '../oauth-tokens/token-sealer.js';
import { readClaims } from '../oauth-tokens/token-claims.js';

export interface RequestContext {
  readonly defaultEnvironmentId: string;
  readonly sealer: TokenSealer;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The event says one that has no meaning. */
  readonly time?: 'not-understood';
}

/** What an event asks of the domain. From here on its tokens are sealed (P6). */
export function toRequest(
  event: InboundEvent,
  record: LaneRecord,
  context: RequestContext,
): RevocationRequest {
  const { data, eventType } = event;
  const read = originOf(record);
  // A record without a time of its own says -1.
  const published = record.timestamp > 0 ? { publishedAt: millisecondsOf(record.timestamp) } : {};
  const origin: Origin = {
    ...read,
    // The same string twice is two strings; the key is mostly the user's id.
    ...(read.key === data.userId && { key: data.userId }),
    ...(data.occurredAt === undefined ? published : {}),
    ...(context.time === undefined ? {} : { time: context.time }),
  };
  const clientId = eventType === 'session.terminated' ? data.clientId : undefined;
  const present = (token: ReceivedToken): PresentedToken =>
    presentToken(token, clientId, context.sealer, boundTo(origin));
  return {
    event: referenceOf(event, data, context.defaultEnvironmentId),
    origin,
    oathTokenIds: eventType === 'user.deprovisioned' ? (data.oathTokenIds ?? []) : [],
    serialNumbers: eventType === 'user.deprovisioned' ? (data.serialNumbers ?? []) : [],
    // "A leaver's tokens are normally paired, and an unpaired-only job would do nothing."
    forceUnpair: eventType === 'user.deprovisioned' ? (data.forceUnpair ?? true) : true,
    tokens: (data.tokens ?? []).map(present),
    receivedAt: context.receivedAt,
    ...published,
    ...(record.replay ? { replay: replayOf(record.replay) } : {}),
    ...(record.afterLoss ? { afterLoss: record.afterLoss } : {}),
  };
}

/** A settlement that is to be superseded was an outcome of ours, with a revision. */
export function replayOf({ id, requestedAt, everything, previous }: ReplayMark): Replay {
  const { revocationId, revision } = (previous ?? {}) as Partial<RevocationCompleted>;
  const asked = { id, requestedAt, ...(everything && { everything }) };
  return revocationId === undefined || revision === undefined
    ? { ...asked, revision: 1 }
    : { ...asked, revision: revision + 1, supersedes: outcomeId(revocationId, revision) };
}

export function originOf({ topic, partition, offset, key }: LaneRecord): Origin {
  return { topic, partition, offset: String(offset), key: key?.toString('utf8') ?? null };
}

/** What the outcome repeats of the event. */
export function referenceOf(
  envelope: Envelope,
  subject: EventSubject,
  defaultEnvironmentId: string,
): EventReference {
  const { eventId, eventSource, eventType, traceparent } = envelope;
  const { userId, username, externalId, sessionId, correlationId, initiatedBy, cause, occurredAt } = subject;
  const optional = {
    userId,
    username,
    externalId,
    sessionId,
    correlationId,
    initiatedBy,
    cause,
    occurredAt,
    traceparent,
  };
  return {
    eventId,
    eventSource,
    eventType,
    environmentId: subject.environmentId ?? defaultEnvironmentId,
    ...withoutUndefined(optional),
  };
}

function presentToken(
  { token, clientId, tokenTypeHint }: ReceivedToken,
  clientIdOfEvent: string | undefined,
  sealer: TokenSealer,
  binding: string,
): PresentedToken {
  const text = token.reveal();
  const { clientId: claimedClientId, ...claims } = readClaims(text) ?? {
    clientId: undefined,
    isPlatformAudience: false,
  };
  const isJwt = Object.keys(claims).length > 1 || claimedClientId !== undefined;
  return {
    sha256: hash('sha256', text, 'hex'),
    kind:
      tokenTypeHint === 'refresh_token'
        ? 'refresh'
        : tokenTypeHint === 'access_token' || isJwt
          ? 'access'
          : 'unknown',
    ...withoutUndefined({
      sealed: sealer.seal(text, binding),
      clientId: clientId ?? clientIdOfEvent ?? claimedClientId,
      claims: isJwt ? claims : undefined,
    }),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Absent or value, never in between (exactOptionalPropertyTypes, and the contract of outcomes). */
function withoutUndefined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}

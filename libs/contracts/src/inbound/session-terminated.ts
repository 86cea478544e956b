import { ArrayNotEmpty, IsArray, IsOptional } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsSessionId, IsText, IsTimestamp, IsUuid, Nested } from '../schema/rules.js';
import { TokenRef } from './token-ref.js';

/** A session has ended: the data of the event, as it is published. */
export class SessionTerminated {
  @Describe('PingOne environment; the configured one where it is missing.')
  @IsOptional()
  @IsUuid()
  readonly environmentId?: string;

  @Describe("PingOne's session id (the sid claim of its tokens).")
  @IsOptional()
  @IsSessionId()
  readonly sessionId?: string;

  @Describe('PingOne user id.')
  @IsOptional()
  @IsUuid()
  readonly userId?: string;

  @Describe('The application of those tokens that do not name their own.')
  @IsOptional()
  @IsText()
  readonly clientId?: string;

  @Describe('OAuth tokens of the session to be revoked.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @Nested(() => [TokenRef], { each: true })
  readonly tokens?: readonly TokenRef[];

  @Describe('Why the session ended; comes back in the outcome.')
  @IsOptional()
  @IsText()
  readonly cause?: string;

  @Describe('Comes back in the outcome.')
  @IsOptional()
  @IsText()
  readonly correlationId?: string;

  @Describe('Who or what asked for it; comes back in the outcome.')
  @IsOptional()
  @IsText()
  readonly initiatedBy?: string;

  @Describe('When the session ended: the exposure is counted from here.')
  @IsOptional()
  @IsTimestamp()
  readonly occurredAt?: string;
}

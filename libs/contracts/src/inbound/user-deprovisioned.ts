import { ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsOptional } from 'class-validator';
import { Describe, ExactlyOneOf } from '../schema/describe.js';
import { IsSerialNumber, IsText, IsTimestamp, IsUuid, Nested } from '../schema/rules.js';
import { CAUSES, type Cause } from '../vocabulary/event-type.js';
import { TokenRef } from './token-ref.js';

/** A person has lost their access: the data of the event, as it is published. */
@ExactlyOneOf('userId', 'username', 'externalId')
export class UserDeprovisioned {
  @Describe('PingOne environment; the configured one where it is missing.')
  @IsOptional()
  @IsUuid()
  readonly environmentId?: string;

  @Describe('PingOne user id.')
  @IsOptional()
  @IsUuid()
  readonly userId?: string;

  @Describe('PingOne username.')
  @IsOptional()
  @IsText()
  readonly username?: string;

  @Describe("The user's externalId in PingOne, usually the key of the HR system.")
  @IsOptional()
  @IsText(1024)
  readonly externalId?: string;

  @Describe('PingOne ids of OATH tokens to be revoked.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsUuid({ each: true })
  readonly oathTokenIds?: readonly string[];

  @Describe('Serial numbers of OATH tokens to be revoked.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsSerialNumber({ each: true })
  readonly serialNumbers?: readonly string[];

  @Describe('OAuth tokens to be revoked.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @Nested(() => [TokenRef], { each: true })
  readonly tokens?: readonly TokenRef[];

  @Describe('Whether OATH tokens are revoked although they are paired; true where it is missing.')
  @IsOptional()
  @IsBoolean()
  readonly forceUnpair?: boolean;

  @Describe(
    'Why access ends; leaver where it is missing. Deleting OATH tokens cannot be undone: "leave" keeps them.',
  )
  @IsOptional()
  @IsIn(CAUSES)
  readonly cause?: Cause;

  @Describe('Comes back in the outcome.')
  @IsOptional()
  @IsText()
  readonly correlationId?: string;

  @Describe('Who or what asked for it; comes back in the outcome.')
  @IsOptional()
  @IsText()
  readonly initiatedBy?: string;

  @Describe('When access should have ended: the exposure is counted from here.')
  @IsOptional()
  @IsTimestamp()
  readonly occurredAt?: string;
}

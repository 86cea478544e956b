import { IsIn, IsOptional } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsText, IsToken } from '../schema/rules.js';

/** RFC 7009 section 2.1. */
export const TOKEN_TYPE_HINTS = ['access_token', 'refresh_token'] as const;

export type TokenTypeHint = (typeof TOKEN_TYPE_HINTS)[number];

/** An OAuth token to be revoked, as it is published. Where the session id is known, send that instead: then no secret travels. */
export class TokenRef {
  @Describe('The access or refresh token itself.')
  @IsToken()
  readonly token!: string;

  @Describe(
    'The application the token was issued to, whose credentials authenticate the call. Read from the claims where it is missing; an opaque token needs it.',
  )
  @IsOptional()
  @IsText()
  readonly clientId?: string;

  @Describe('What kind of token it is (RFC 7009); refresh tokens are revoked first.')
  @IsOptional()
  @IsIn(TOKEN_TYPE_HINTS)
  readonly tokenTypeHint?: TokenTypeHint;
}

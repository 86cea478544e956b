import { Equals, IsArray, IsBoolean, IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsCount, IsSessionId, IsSha256, IsText, IsTimestamp, Nested } from '../schema/rules.js';
import {
  COUNT_UNKNOWN_REASONS,
  type CountUnknownBecause,
  LEFT_REASONS,
  type LeftBecause,
  STEP_STATUSES,
  type StepStatus,
} from './step-status.js';
import { Failure } from './failure.js';

const COUNTED_BY = ['job', 'read-back', 'inferred'] as const;
export type CountedBy = (typeof COUNTED_BY)[number];

const CERTAINTIES = ['confirmed', 'inferred'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** What reading tokens or sessions back has shown. */
export class Verification {
  @Describe('When the last of them was read.')
  @IsTimestamp()
  readonly at!: string;

  @Describe('Tokens or sessions that PingOne no longer has.')
  @IsInt()
  @Min(0)
  readonly gone!: number;

  @Describe('Tokens or sessions that PingOne still has.')
  @IsInt()
  @Min(0)
  readonly remaining!: number;
}

/** gone + remaining (+ unknown) = requested, revoked ≤ gone. */
export class OathTokensStep {
  @Describe('The OATH tokens of a user, by jobs.')
  @Equals('oath-tokens')
  readonly kind!: 'oath-tokens';

  @Describe('How it ended.')
  @IsIn(STEP_STATUSES)
  readonly status!: StepStatus;

  @Describe('Distinct tokens to be revoked; null where they could not be found out.')
  @IsCount()
  readonly requested!: number | null;

  @Describe(
    'Tokens that PingOne counts as revoked by this revocation; null where that cannot be attributed. 0 only where none is gone.',
  )
  @IsCount()
  readonly revoked!: number | null;

  @Describe('Tokens that are known to be gone, also if another event revoked them.')
  @IsCount()
  readonly gone!: number | null;

  @Describe('Tokens that are known to be still there.')
  @IsCount()
  readonly remaining!: number | null;

  @Describe('Tokens of which neither is known; left out when there are none.')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly unknown?: number;

  @Describe(
    'Tokens among "remaining" that were seen to be alive and were left; the step is then not "done". Left out when there are none.',
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly left?: number;

  @Describe('Why they were left; there together with "left".')
  @IsOptional()
  @IsIn(LEFT_REASONS)
  readonly leftBecause?: LeftBecause;

  @Describe(
    'Where "revoked" comes from: the job, or what was gone when the tokens were read back, or likely ours.',
  )
  @IsOptional()
  @IsIn(COUNTED_BY)
  readonly countedBy?: CountedBy;

  @Describe('Why "revoked" is null; left out where it is not.')
  @IsOptional()
  @IsIn(COUNT_UNKNOWN_REASONS)
  readonly countUnknownBecause?: CountUnknownBecause;

  @Describe('The OATH jobs that were submitted.')
  @IsArray()
  @IsText(256, { each: true })
  readonly jobIds!: readonly string[];

  @Describe('Whether paired tokens were to be revoked too.')
  @IsBoolean()
  readonly forceUnpair!: boolean;

  @Describe('Left out when the tokens were not read back.')
  @IsOptional()
  @Nested(() => [Verification])
  readonly verified?: Verification;

  @Describe('Why it is not done.')
  @IsOptional()
  @Nested(() => [Failure])
  readonly failure?: Failure;
}

export class OauthTokenStep {
  @Describe('One OAuth token, by the revocation endpoint.')
  @Equals('oauth-token')
  readonly kind!: 'oauth-token';

  @Describe('How it ended.')
  @IsIn(STEP_STATUSES)
  readonly status!: StepStatus;

  @Describe('The application of the token, where it is known.')
  @IsOptional()
  @IsText()
  readonly clientId?: string;

  @Describe(
    'SHA-256 of the token: a reader who has the token finds its outcome, other readers learn nothing.',
  )
  @IsSha256()
  readonly tokenSha256!: string;

  @Describe('Whether PingOne said so itself, or an attempt of ours without an answer has likely done it.')
  @IsOptional()
  @IsIn(CERTAINTIES)
  readonly certainty?: Certainty;

  @Describe('SHA-256 of the token whose revocation covered this one: same application, same session.')
  @IsOptional()
  @IsSha256()
  readonly coveredBy?: string;

  @Describe('Why it is not done.')
  @IsOptional()
  @Nested(() => [Failure])
  readonly failure?: Failure;
}

export class SessionStep {
  @Describe('One session, ended by its id.')
  @Equals('session')
  readonly kind!: 'session';

  @Describe('How it ended.')
  @IsIn(STEP_STATUSES)
  readonly status!: StepStatus;

  @Describe("PingOne's session id.")
  @IsSessionId()
  readonly sessionId!: string;

  @Describe(
    'Whether PingOne said that it ended it, or does not know it after an attempt of ours without an answer. Left out when it was not ended.',
  )
  @IsOptional()
  @IsIn(CERTAINTIES)
  readonly certainty?: Certainty;

  @Describe('Left out when it was not asked for once more, or PingOne did not show whether it is gone.')
  @IsOptional()
  @Nested(() => [Verification])
  readonly verified?: Verification;

  @Describe('Why it is not done.')
  @IsOptional()
  @Nested(() => [Failure])
  readonly failure?: Failure;
}

export class UserSessionsStep {
  @Describe('All sessions of a user.')
  @Equals('user-sessions')
  readonly kind!: 'user-sessions';

  @Describe('How it ended.')
  @IsIn(STEP_STATUSES)
  readonly status!: StepStatus;

  @Describe('Sessions that were ended; null where that is not known.')
  @IsCount()
  readonly ended!: number | null;

  @Describe(
    'Whether PingOne said so of each that is counted, or some were gone after an attempt of ours without an answer. Left out when none was ended.',
  )
  @IsOptional()
  @IsIn(CERTAINTIES)
  readonly certainty?: Certainty;

  @Describe('Why "ended" is null although the sessions were listed.')
  @IsOptional()
  @IsIn(COUNT_UNKNOWN_REASONS)
  readonly countUnknownBecause?: CountUnknownBecause;

  @Describe(
    'Sessions that were seen to be alive and were left; the step is then not "done". Left out when there are none.',
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly left?: number;

  @Describe('Why they were left; there together with "left".')
  @IsOptional()
  @IsIn(LEFT_REASONS)
  readonly leftBecause?: LeftBecause;

  @Describe('Left out when no session was ended, or PingOne did not list them once more.')
  @IsOptional()
  @Nested(() => [Verification])
  readonly verified?: Verification;

  @Describe('Why it is not done.')
  @IsOptional()
  @Nested(() => [Failure])
  readonly failure?: Failure;
}

export type OutcomeStep = OathTokensStep | OauthTokenStep | SessionStep | UserSessionsStep;

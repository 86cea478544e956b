import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsCount, IsOffset, IsSessionId, IsText, IsTimestamp, IsUuid, Nested } from '../schema/rules.js';
import {
  EVENT_TYPES,
  type EventType,
  HOLD_DECISIONS,
  HOLD_REASONS,
  type HoldDecision,
  type HoldReason,
} from '../vocabulary/event-type.js';
import { EvidenceItem } from './evidence.js';
import { Failure } from './failure.js';
import { OUTCOME_STATUSES, type OutcomeStatus } from './step-status.js';
import { OathTokensStep, OauthTokenStep, SessionStep, UserSessionsStep, type OutcomeStep } from './steps.js';
import { Warning } from './warning.js';

/** Where the event was read. */
export class Origin {
  @Describe('Topic.')
  @IsText()
  readonly topic!: string;

  @Describe('Partition.')
  @IsInt()
  @Min(0)
  readonly partition!: number;

  @Describe('Offset, as a string: it has 64 bits.')
  @IsOffset()
  readonly offset!: string;
}

/** The operators' replay that published this. */
export class ReplayNote {
  @Describe('Id of the replay.')
  @IsText()
  readonly id!: string;

  @Describe('When it was asked for.')
  @IsTimestamp()
  readonly requestedAt!: string;

  @Describe('Set where the operator asked for all that is there now, whatever its age.')
  @IsOptional()
  @IsBoolean()
  readonly everything?: boolean;
}

/** Why an event may have had an outcome before this one. */
export class MayRepeat {
  @Describe('The memory that recognises repeats was lost, and an operator has decided to go on.')
  @IsIn(['ledger-lost-data'])
  readonly because!: 'ledger-lost-data';

  @Describe('When that was decided.')
  @IsTimestamp()
  readonly acceptedAt!: string;
}

/** What a guard held, and an operator decided. */
export class HoldNote {
  @Describe('Which guard held it: too many people at once, or one who is protected.')
  @IsIn(HOLD_REASONS)
  readonly reason!: HoldReason;

  @Describe('When it was held.')
  @IsTimestamp()
  readonly since!: string;

  @Describe('What the operator decided.')
  @IsIn(HOLD_DECISIONS)
  readonly decision!: HoldDecision;

  @Describe('When that was decided.')
  @IsTimestamp()
  readonly decidedAt!: string;

  @Describe('Who decided it, in their own words.')
  @IsOptional()
  @IsText()
  readonly by?: string;
}

/** What became of one event: the data of `revocation.completed`. Fields are absent or have a value; only counts may be null. */
export class RevocationCompleted {
  @Describe("UUIDv5 of the event's source and id; the same for every copy of the event.")
  @IsUuid()
  readonly revocationId!: string;

  @Describe("1; an operator's retry publishes the next one.")
  @IsInt()
  @Min(1)
  readonly revision!: number;

  @Describe('CloudEvents id of the outcome that this revision replaces.')
  @IsOptional()
  @IsUuid()
  readonly supersedes?: string;

  @Describe('Id of the event.')
  @IsText()
  readonly eventId!: string;

  @Describe('Source of the event.')
  @IsText(512)
  readonly eventSource!: string;

  @Describe('Which event it was.')
  @IsIn(EVENT_TYPES)
  readonly eventType!: EventType;

  @Describe('PingOne environment.')
  @IsUuid()
  readonly environmentId!: string;

  @Describe('As in the event, or as found in PingOne.')
  @IsOptional()
  @IsUuid()
  readonly userId?: string;

  @Describe('As in the event.')
  @IsOptional()
  @IsText()
  readonly username?: string;

  @Describe('As in the event.')
  @IsOptional()
  @IsText(1024)
  readonly externalId?: string;

  @Describe('As in the event.')
  @IsOptional()
  @IsSessionId()
  readonly sessionId?: string;

  @Describe('As in the event.')
  @IsOptional()
  @IsText()
  readonly correlationId?: string;

  @Describe('As in the event.')
  @IsOptional()
  @IsText()
  readonly initiatedBy?: string;

  @Describe('As in the event.')
  @IsOptional()
  @IsText()
  readonly cause?: string;

  @Describe('Rolled up from the steps.')
  @IsIn(OUTCOME_STATUSES)
  readonly status!: OutcomeStatus;

  @Describe('OATH tokens that were to be revoked.')
  @IsCount()
  readonly requested!: number | null;

  @Describe('OATH tokens that PingOne counts as revoked by this revocation.')
  @IsCount()
  readonly revoked!: number | null;

  @Describe('OATH tokens that are still there.')
  @IsCount()
  readonly remaining!: number | null;

  @Describe('What was done, one by one.')
  @IsArray()
  @Nested(() => [OathTokensStep, OauthTokenStep, SessionStep, UserSessionsStep], { each: true })
  readonly steps!: readonly OutcomeStep[];

  @Describe('Why the status is not completed.')
  @IsOptional()
  @Nested(() => [Failure])
  readonly failure?: Failure;

  @Describe('What should be known although it is no failure.')
  @IsOptional()
  @IsArray()
  @Nested(() => [Warning], { each: true })
  readonly warnings?: readonly Warning[];

  @Describe("PingOne's answers; also on success.")
  @IsArray()
  @Nested(() => [EvidenceItem], { each: true })
  readonly evidence!: readonly EvidenceItem[];

  @Describe('As in the event.')
  @IsOptional()
  @IsTimestamp()
  readonly occurredAt?: string;

  @Describe('When the service read the event.')
  @IsTimestamp()
  readonly receivedAt!: string;

  @Describe('When it was settled.')
  @IsTimestamp()
  readonly completedAt!: string;

  @Describe('Milliseconds from occurredAt to completedAt, at least 0; null without occurredAt.')
  @IsCount()
  readonly exposureMs!: number | null;

  @Describe('Milliseconds by which occurredAt lay in the future; only then is it there, and exposureMs is 0.')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly clockSkewMs?: number;

  @Describe('Where the event was read.')
  @Nested(() => [Origin])
  readonly origin!: Origin;

  @Describe('Set on what was held before: the last hold.')
  @IsOptional()
  @Nested(() => [HoldNote])
  readonly hold?: HoldNote;

  @Describe('Set on what a replay has published.')
  @IsOptional()
  @Nested(() => [ReplayNote])
  readonly replay?: ReplayNote;

  @Describe(
    'Set where the service cannot know whether the event had an outcome before: its revision is higher than any that was published then. Counts are of this attempt; what an earlier one revoked is gone already. Where both name the same jobs, they tell the same once more.',
  )
  @IsOptional()
  @Nested(() => [MayRepeat])
  readonly mayRepeat?: MayRepeat;
}

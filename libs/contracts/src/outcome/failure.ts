import { IsArray, IsBoolean, IsIn, IsInt, IsOptional } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsText, Nested } from '../schema/rules.js';
import { FAILURE_CODES, type FailureCode } from '../vocabulary/failure-code.js';

/** A field of an event and the rule it breaks; never the value, which may be a secret (promise P6). */
export class Violation {
  @Describe('Path of the field, as in tokens[0].clientId; alternatives are separated by a bar.')
  @IsText(1024)
  readonly field!: string;

  @Describe('Name of the rule.')
  @IsText()
  readonly rule!: string;
}

/** Why something did not happen. */
export class Failure {
  @Describe('From a closed list.')
  @IsIn(FAILURE_CODES)
  readonly code!: FailureCode;

  @Describe('For people; may change.')
  @IsText(1024)
  readonly message!: string;

  @Describe("Whether the same revocation may succeed later: an operator's retry makes sense.")
  @IsBoolean()
  readonly retryable!: boolean;

  @Describe('What is wrong with the event, field by field.')
  @IsOptional()
  @IsArray()
  @Nested(() => [Violation], { each: true })
  readonly violations?: readonly Violation[];

  @Describe("HTTP status of PingOne's answer.")
  @IsOptional()
  @IsInt()
  readonly httpStatus?: number;

  @Describe("The code in PingOne's answer.")
  @IsOptional()
  @IsText()
  readonly pingoneCode?: string;

  @Describe("PingOne's Correlation-Id of that answer, for its support.")
  @IsOptional()
  @IsText()
  readonly correlationId?: string;
}

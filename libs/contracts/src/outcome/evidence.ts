import { IsOptional } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsText, IsTimestamp } from '../schema/rules.js';

/** One answer of PingOne: what an auditor follows up in PingOne's own audit log. */
export class EvidenceItem {
  @Describe('What was called.')
  @IsText()
  readonly operation!: string;

  @Describe('When it was sent.')
  @IsTimestamp()
  readonly at!: string;

  @Describe('The OATH job.')
  @IsOptional()
  @IsText()
  readonly jobId?: string;

  @Describe('X-Ping-External-Transaction-Id of the request.')
  @IsText()
  readonly transactionId!: string;

  @Describe("PingOne's Correlation-Id of the answer.")
  @IsOptional()
  @IsText()
  readonly correlationId?: string;
}

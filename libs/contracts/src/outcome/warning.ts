import { IsIn } from 'class-validator';
import { Describe } from '../schema/describe.js';
import { IsText } from '../schema/rules.js';

/** What is no failure of the revocation and should be known all the same. A closed list. */
export const WARNING_CODES = [
  /** PingOne shows the account as enabled: the person can sign in again. */
  'user-enabled',
  /** The event says a time that has no meaning: the timestamp of its record counts. */
  'time-not-understood',
] as const;

export type WarningCode = (typeof WARNING_CODES)[number];

/** Says something about the account that the status of the outcome does not say. */
export class Warning {
  @Describe('From a closed list.')
  @IsIn(WARNING_CODES)
  readonly code!: WarningCode;

  @Describe('For people; may change.')
  @IsText(1024)
  readonly message!: string;
}

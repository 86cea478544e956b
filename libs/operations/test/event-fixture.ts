import type { InboundRecord } from '#libs/contracts';

/** When everything in the fixture happens. */
export const DAY_ONE = Date.parse('2026-03-02T17:00:00Z');
export const ENVIRONMENT = '5caa81af-ec05-41ff-a709-c7378007a99c';

/** A published event, as the service will understand it. */
export interface EventFixture {
  readonly record: InboundRecord;
  readonly eventId: string;
  readonly revocationId: string;
  readonly fingerprint: string;
  readonly userId: string;
  readonly conflictId: string;
}

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

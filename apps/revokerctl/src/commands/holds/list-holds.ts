import {
  heldRevocations,
  type Hold,
  type LaneProjection,
  LedgerReader,
  type OpenRevocation,
} from '#libs/operations';
import type { ExitCode } from '../../cli/cli-error.js';
import { count, duration, table, time } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { sayUnreadable } from '../../output/notes.js';

export const HOLD_REASONS = ['mass-deprovisioning', 'protected-user'] as const;

/** As it is shown. */
export interface Held {
  readonly lane: number;
  readonly revocationId: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly who: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly since: string;
  readonly detail?: string;
}

export function heldIn(lanes: readonly LaneProjection[], reason?: string): readonly Held[] {
  return heldRevocations(lanes, reason).map(shownHold);
}

/** Of a revocation that is held. */
export function shownHold(open: OpenRevocation & { readonly hold: Hold }): Held {
  const { lane, revocationId, eventId, eventType, who, hold } = open;
  return {
    ...{ lane, revocationId, ...(eventId !== undefined && { eventId }) },
    ...(eventType !== undefined && { eventType }),
    ...{ who, reason: hold.reason, since: time(hold.since) },
    ...(hold.detail !== undefined && { detail: hold.detail }),
  };
}

/** Without its full stop. */
export function nothingIsHeld(reason: string | undefined): string {
  return `Nothing is held${reason === undefined ? '' : ` for the reason ${reason}`}`;
}

export interface ListHoldsOptions {
  readonly json?: true;
  readonly reason?: string;
}

export async function listHolds(
  context: CommandContext,
  { json, reason }: ListHoldsOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { topics, ...setup } = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { projection } = await LedgerReader.open(kafka, topics.ledger, terminal);
  const held = heldIn(projection.lanes, reason);
  if (json) {
    held.forEach((each) => terminal.json(each));
  } else if (held.length > 0) {
    const titles = ['revocation', 'held for', 'reason', 'event', 'who', 'detail'].map((title) => ({ title }));
    terminal.print(
      ...table(
        titles,
        held.map(({ revocationId, since, reason, eventType, eventId, who, detail }) => [
          revocationId,
          duration(Math.max(0, context.now() - Date.parse(since))),
          reason,
          `${eventType ?? 'event'} ${eventId ?? ''}`,
          who,
          detail ?? '',
        ]),
      ),
      '',
    );
  }
  if (!json) {
    terminal.print(
      held.length === 0
        ? `${nothingIsHeld(reason)}.`
        : `${count(held.length, 'revocation')} held: "revokerctl holds approve" or "reject" decides.`,
    );
  }
  return sayUnreadable(terminal, topics.ledger, projection.unreadable);
}

import type { ExitCode } from '../../cli/exit-codes.js';
import { table } from '../../cli/table.js';
import type { Tool } from '../../tool.js';
import { count, duration } from '../../cli/words.js';
import { readLanes } from '../../ledger/read-lanes.js';
import { sayUnreadable } from '../../ledger/say-unreadable.js';
import { heldIn } from './held.js';

export interface ListHoldsOptions {
  readonly json?: true;
  readonly reason?: string;
}

export async function listHolds(tool: Tool, { json, reason }: ListHoldsOptions): Promise<ExitCode> {
  const { terminal } = tool;
  const { topics, ...setup } = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const lanes = await readLanes(kafka, topics.ledger, terminal);
  const held = heldIn(lanes, reason);
  if (json) {
    held.forEach((each) => terminal.json(each));
  } else if (held.length > 0) {
    const titles = ['revocation', 'held for', 'reason', 'event', 'who', 'detail'].map((title) => ({ title }));
    terminal.print(
      ...table(
        titles,
        held.map(({ revocationId, since, reason, eventType, eventId, who, detail }) => [
          revocationId,
          duration(Math.max(0, tool.now() - Date.parse(since))),
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
        ? 'Nothing is held.'
        : `${count(held.length, 'revocation')} held: "revokerctl holds approve" or "reject" decides.`,
    );
  }
  return sayUnreadable(
    terminal,
    topics.ledger,
    lanes.flatMap(({ unreadable }) => unreadable),
  );
}

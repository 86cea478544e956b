import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { readOpenRevocation } from '../../ledger/open-revocation.js';
import { CommandDesk } from '../../operate/command-desk.js';
import { decisionOf, type DecisionOptions } from '../../operate/decision.js';
import { describeWork, KnownWork, settledOutcome, type Entry } from '../../operate/known-work.js';
import { describeOutcome } from '../../outcomes/describe-outcome.js';

export interface CancelOptions extends DecisionOptions {
  readonly note?: string;
}

export async function cancel(tool: Tool, term: string, options: CancelOptions): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const known = new KnownWork(term);
  const desk = await CommandDesk.open(tool, kafka, setup, (change) => known.see(change));
  const entry = known.one('open', desk);
  if (entry.state === 'settled' || isWithdrawn(entry)) {
    return sayAlready(tool, entry, options);
  }
  desk.refuseUnreadable([entry.lane]);
  const { note } = options;
  const command = {
    ...decisionOf(tool, options),
    kind: 'cancel',
    work: entry.id,
    ...(note && { note }),
  } as const;
  await desk.send([{ lane: entry.lane, command }]);
  const isDone = (): boolean => {
    const now = known.of(entry);
    return now === undefined || now.state === 'settled' || isWithdrawn(now);
  };
  const exitCode = await desk.awaitEffect([entry.lane], options, isDone);
  if (exitCode === EXIT.ok && options.wait !== false) {
    sayEffect(tool, known.of(entry) ?? entry, options);
  } else if (options.json) {
    tool.terminal.json({ revocationId: entry.id, state: 'sent' });
  }
  return exitCode;
}

/** The domain marks what an operator has taken back. */
function isWithdrawn(entry: Entry): boolean {
  const { entry: content } = entry.state === 'open' ? entry : { entry: undefined };
  return typeof content === 'object' && content !== null && 'withdrawn' in content;
}

function sayAlready({ terminal }: Tool, entry: Entry, { json }: CancelOptions): ExitCode {
  const outcome = settledOutcome(entry);
  const isCancelled = entry.state === 'open' || outcome?.failure?.code === 'cancelled-by-operator';
  if (json) {
    terminal.json({
      revocationId: entry.id,
      state: isCancelled ? 'cancelled' : 'settled',
      changed: false,
      outcome,
    });
  } else {
    terminal.print(
      entry.state === 'open'
        ? `Revocation ${entry.id} was cancelled already; what had been sent by then runs to its end: nothing changes.`
        : `Revocation ${entry.id} is settled already: nothing changes.`,
      ...(outcome ? describeOutcome(outcome) : []),
    );
  }
  return isCancelled ? EXIT.ok : EXIT.problems;
}

function sayEffect({ terminal }: Tool, entry: Entry, { json }: CancelOptions): void {
  const outcome = settledOutcome(entry);
  if (json) {
    terminal.json({
      revocationId: entry.id,
      state: outcome ? 'settled' : 'cancelled',
      changed: true,
      outcome,
    });
  } else if (outcome) {
    terminal.print(...describeOutcome(outcome));
  } else if (entry.state === 'open') {
    const { steps } = readOpenRevocation(entry.id, entry.entry);
    terminal.print(
      `Cancelled: ${describeWork(entry)}. What had been sent runs to its end (${steps.join('; ')}); "revokerctl find ${entry.id}" shows its outcome.`,
    );
  }
}

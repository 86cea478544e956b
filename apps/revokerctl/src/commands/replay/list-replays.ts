import { groupOf, type LaneReplay, LedgerReader, progressOf, replaysIn } from '#libs/operations';
import type { ExitCode } from '../../cli/cli-error.js';
import { count, place, table } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { chooseReplays } from '../../decisions/choose-replays.js';
import { sayUnreadable } from '../../output/notes.js';
import { describeCounts } from './watch-replays.js';

export interface ListReplaysOptions {
  readonly json?: true;
}

export async function listReplays(context: CommandContext, { json }: ListReplaysOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { topics, ...setup } = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { projection } = await LedgerReader.open(kafka, topics.ledger, terminal);
  const groups = [...replaysIn(projection.lanes)];
  if (json) {
    groups.forEach(([name, replays]) => terminal.json(summaryOf(name, replays)));
  } else {
    terminal.print(...(groups.length === 0 ? ['There is no replay.'] : describeGroups(groups)));
  }
  return sayUnreadable(terminal, topics.ledger, projection.unreadable);
}

export async function replayStatus(
  context: CommandContext,
  id: string,
  { json }: ListReplaysOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { topics, ...setup } = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { projection } = await LedgerReader.open(kafka, topics.ledger, terminal);
  const replays = chooseReplays(projection.lanes, id);
  const name = groupOf(replays[0]?.command.id ?? id);
  if (json) {
    const partitions = replays.map(({ lane, command, status, next, counts }) => {
      const { topic, partition, from, until, keys } = command;
      return {
        id: command.id,
        lane,
        status,
        topic,
        partition,
        from,
        next,
        until,
        ...(keys && { keys }),
        counts,
      };
    });
    terminal.json({ ...summaryOf(name, replays), partitions });
  } else {
    terminal.print(
      ...describeGroups([[name, replays]]),
      '',
      ...replays.map(({ command, status, next, counts }) => {
        const { topic, partition, from, until } = command;
        return `${place({ topic, partition, offset: from })} up to ${until}: ${status} at ${next}; ${describeCounts({ counts })}`;
      }),
    );
  }
  return sayUnreadable(terminal, topics.ledger, projection.unreadable);
}

function summaryOf(name: string, replays: readonly LaneReplay[]): object {
  const { by, at, mode, everything } = replays[0]?.command ?? {};
  return {
    replay: name,
    ...progressOf(replays),
    mode,
    ...(everything && { everything }),
    at,
    ...(by && { by }),
  };
}

function describeGroups(groups: readonly (readonly [string, readonly LaneReplay[]])[]): readonly string[] {
  const titles = ['replay', 'asked for', 'by', 'mode', 'status', 'read', 'of'].map((title) => ({ title }));
  return table(
    titles,
    groups.map(([name, replays]) => {
      const { by, at, mode = '–', everything } = replays[0]?.command ?? {};
      const { status, read, total } = progressOf(replays);
      const topics = [...new Set(replays.map(({ command }) => command.topic))].join(', ');
      const share = total === 0 ? 100 : Math.floor((read / total) * 100);
      return [
        name,
        at ?? '–',
        by ?? '–',
        everything ? `${mode}, everything` : mode,
        status,
        `${share} %`,
        `${count(total, 'offset')} in ${count(replays.length, 'range')} of ${topics}`,
      ];
    }),
  );
}

import {
  type KafkaAccess,
  knownLedgers,
  type LaneProjection,
  LedgerReader,
  type LostData,
  lostData,
  type UnreadableRecord,
} from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { count, place } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { sayEndUnchecked } from '../../output/notes.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import { describeProblems, type Problem } from './problem.js';

export interface CheckOptions {
  readonly json?: true;
}

export async function checkLedger(context: CommandContext, { json }: CheckOptions): Promise<ExitCode> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  // First, so that what is read after it can only be longer.
  const known = await knownLedgers(kafka, setup, () => sayEndUnchecked(context, setup));
  const { lanes } = (await LedgerReader.open(kafka, setup.topics.ledger, terminal)).projection;
  const problems = [
    ...lanes.flatMap(({ unreadable, hasStopped }) =>
      unreadable.map((record) => ofRecord(record, setup, hasStopped)),
    ),
    ...laneCounts(lanes, setup),
    ...(await commandsPartitions(kafka, lanes, setup)),
    ...lostData(lanes, known, await kafka.ends(setup.topics.ledger)).map((lost) =>
      ofLoss(lost, lanes[lost.lane]?.readUntil, setup),
    ),
  ];
  if (json) {
    terminal.json({ ok: problems.length === 0, lanes: lanes.length, problems });
  } else if (problems.length === 0) {
    terminal.print(`All ${count(lanes.length, 'lane')} of ${setup.topics.ledger} can be read.`);
  } else {
    terminal.print(...describeProblems(problems));
  }
  const isUnreadable = problems.some(({ code }) => code === 'corrupt' || code === 'newer-format');
  return isUnreadable ? EXIT.unreadable : problems.length > 0 ? EXIT.problems : EXIT.ok;
}

function ofRecord(
  { lane, offset, key, reason, message }: UnreadableRecord,
  { topics }: KafkaSetup,
  hasStopped: boolean,
): Problem {
  const at = place({ topic: topics.ledger, partition: lane, offset });
  const effect = hasStopped
    ? `lane ${lane} has stopped by it`
    : `lane ${lane} will stop when it is taken next`;
  return {
    ...{ code: reason, lane, offset, key, hasStopped },
    sentence: `${at} (key ${key === '' ? 'none' : key}) ${message}: ${effect}.`,
    remedy: remedyFor(lane, key, reason),
  };
}

function remedyFor(lane: number, key: string, reason: UnreadableRecord['reason']): string {
  if (reason === 'newer-format') {
    return 'A newer version of the service wrote it: start that version again.';
  }
  if (key === '') {
    return 'It has no key, so nothing can replace it: restore the partition from a replica.';
  }
  return key === 'owner'
    ? 'The next owner of the lane replaces it: nothing is to be done.'
    : `revokerctl ledger repair --lane ${lane} --key ${key}`;
}

function laneCounts(lanes: readonly LaneProjection[], { topics }: KafkaSetup): readonly Problem[] {
  return lanes.flatMap(({ lane, meta }) =>
    !meta || meta.lanes === lanes.length
      ? []
      : {
          ...{ code: 'lane-count' as const, lane, offset: meta.offset, key: 'meta' },
          sentence: `Lane ${lane} was written with ${count(meta.lanes, 'lane')}, and ${topics.ledger} has ${count(lanes.length, 'partition')} now: no instance starts.`,
          remedy:
            'The number is fixed when the ledger is created: create a new ledger and a new topic of commands with the original number.',
        },
  );
}

async function commandsPartitions(
  kafka: KafkaAccess,
  lanes: readonly LaneProjection[],
  { topics: { commands, ledger } }: KafkaSetup,
): Promise<readonly Problem[]> {
  const { length } = await kafka.ranges(commands);
  if (length === lanes.length) {
    return [];
  }
  const sentence = `${commands} has ${count(length, 'partition')}, ${ledger} ${lanes.length}: no instance starts.`;
  return [{ code: 'commands-partitions', sentence, remedy: 'Both must have one for each lane.' }];
}

function ofLoss({ lane, how }: LostData, offset: bigint | undefined, { topics }: KafkaSetup): Problem {
  return {
    ...{ code: 'lost-data' as const, lane, offset: offset ?? 0n },
    sentence: `${topics.ledger}/${lane} ${how}: it has lost data, and lane ${lane} does not run.`,
    remedy: `Restore it from a replica. To go on without what is lost: revokerctl ledger accept-loss --lane ${lane}`,
  };
}

import { type AcceptedLoss, encodeLoss, LOSS_KEY } from '#libs/lanes';
import {
  type KafkaAccess,
  knownLedgers,
  type LaneProjection,
  LedgerReader,
  lostData,
  type LostData,
  readOutcome,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { confirm } from '../../cli/confirm.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { sayEndUnchecked } from '../../output/notes.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';

export interface AcceptLossOptions {
  readonly json?: true;
  readonly lane?: number;
  readonly by?: string;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** Lets lanes run on without what their ledger has lost, after it has said what comes of that. */
export async function acceptLoss(context: CommandContext, options: AcceptLossOptions): Promise<ExitCode> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  // First, so that what is read after it can only be longer.
  const known = await knownLedgers(kafka, setup, () => sayEndUnchecked(context, setup));
  const { lanes } = (await LedgerReader.open(kafka, setup.topics.ledger, terminal)).projection;
  const lost = chooseLost(lostData(lanes, known, await kafka.ends(setup.topics.ledger)), options);
  const revision = (await highestRevision(kafka, setup, lanes)) + 1;
  const words = wordsFor(lost, revision, setup);
  if (!options.json) {
    terminal.print(...words);
  }
  if (options.dryRun) {
    if (options.json) {
      terminal.json({ lanes: lost.map(({ lane }) => lane), revision, words });
    }
    return EXIT.ok;
  }
  await confirm(context, options, `Go on without it in ${count(lost.length, 'lane')}?`);
  await write(context, kafka, setup, { lost, lanes, revision, by: context.decider(options.by) });
  if (options.json) {
    terminal.json({ accepted: lost.map(({ lane }) => lane), revision, words });
  } else {
    terminal.print(
      'Written. The instances that these lanes belong to take them within seconds, or when they are started. Then "revokerctl replay" carries out what was open when it was lost, and "revokerctl audit" names what is still missing.',
    );
  }
  return EXIT.ok;
}

/** @throws CliError where nothing is to be accepted */
function chooseLost(
  lost: readonly LostData[],
  { lane }: Pick<AcceptLossOptions, 'lane'>,
): readonly LostData[] {
  const chosen = lost.filter((each) => lane === undefined || each.lane === lane);
  if (chosen.length === 0) {
    const what = lane === undefined ? 'No lane' : `Lane ${lane}`;
    throw new CliError(EXIT.notFound, `Nothing is to be accepted: ${what} is known to have lost data.`);
  }
  return chosen;
}

/** Of the outcomes that are retained, and of what was decided at earlier losses. */
async function highestRevision(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  lanes: readonly LaneProjection[],
): Promise<number> {
  let highest = lanes.reduce((last, { loss }) => Math.max(last, loss?.revision ?? 1), 1);
  for await (const record of kafka.read(await kafka.ranges(topics.completed))) {
    highest = Math.max(highest, readOutcome(record)?.revision ?? 1);
  }
  return highest;
}

function wordsFor(lost: readonly LostData[], revision: number, { topics }: KafkaSetup): readonly string[] {
  return [
    ...lost.map(({ lane, how }) => `${topics.ledger}/${lane} ${how}.`),
    'What is lost: which events were answered already, and how far open ones were.',
    `Events of ${count(lost.length, 'lane')} that were published before now may be carried out and answered again. Such an outcome is revision ${revision}, which is higher than any that was published, and says so ("mayRepeat"): subscribers take the highest. What the first attempt revoked is gone already, and is not counted again.`,
  ];
}

interface Decided {
  readonly lost: readonly LostData[];
  readonly lanes: readonly LaneProjection[];
  readonly revision: number;
  readonly by: string | undefined;
}

async function write(
  context: CommandContext,
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  { lost, lanes, revision, by }: Decided,
): Promise<void> {
  const at = new Date(context.now()).toISOString();
  const inputs = await Promise.all(Object.values(topics.inputs).map((topic) => kafka.ranges(topic)));
  const messages = lost.map(({ lane, end }) => {
    const own = inputs.flat().filter(({ partition }) => partition % lanes.length === lane);
    const until = Object.fromEntries(own.map((range) => [`${range.topic}/${range.partition}`, range.until]));
    const start = lanes[lane]?.readFrom ?? 0n;
    const loss: AcceptedLoss = { at, ...(by && { by }), end, start, revision, until };
    return { key: LOSS_KEY, value: encodeLoss(loss), partition: lane };
  });
  await kafka.write(topics.ledger, messages, context.signal);
}

import type { AdminResult, TopicAdmin, TopicSpec } from '#libs/kafka';
import { type TopicRole, wantedTopics } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';

export interface CreateOptions {
  readonly json?: true;
  readonly lanes?: number;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly dryRun?: true;
}

const SAFE_REPLICATION = 3;

/** Creates what is missing, and leaves everything else as it is. */
export async function createTopics(context: CommandContext, options: CreateOptions): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { terminal } = context;
  const missing = await missingSpecs(context, kafka.admin, setup, options);
  if (options.dryRun || missing.length === 0) {
    missing.forEach((spec) =>
      options.json ? terminal.json({ would: 'create', ...spec }) : terminal.print(describeSpec(spec)),
    );
    if (!options.json) {
      terminal.print(
        missing.length === 0 ? 'All topics are there.' : `Would create ${count(missing.length, 'topic')}.`,
      );
    }
    return EXIT.ok;
  }
  const results = await create(context, kafka.admin, missing, options);
  for (const result of results) {
    if (options.json) {
      terminal.json({ ...result, topic: result.name });
    } else {
      terminal.print(describeResult(result));
    }
  }
  return results.every(({ kind }) => kind === 'done' || kind === 'unchanged') ? EXIT.ok : EXIT.problems;
}

async function missingSpecs(
  { terminal }: CommandContext,
  admin: TopicAdmin,
  setup: KafkaSetup,
  options: CreateOptions,
): Promise<readonly TopicSpec[]> {
  const wanted = wantedTopics(setup.topics);
  const found = await admin.describe(wanted.map(({ name }) => name));
  const missing = new Set(found.filter(({ kind }) => kind === 'missing').map(({ name }) => name));
  const ledger = found.find(({ name }) => name === setup.topics.ledger);
  // The number of lanes is fixed when the ledger is created.
  const lanes = ledger?.kind === 'topic' ? ledger.partitions : (options.lanes ?? setup.lanes);
  if (options.lanes !== undefined && options.lanes !== lanes) {
    terminal.note(
      `The ledger has ${count(lanes, 'lane')}, which was fixed when it was created: --lanes ${options.lanes} changes nothing.`,
    );
  }
  const replicationFactor = options.replicationFactor ?? SAFE_REPLICATION;
  return wanted
    .filter(({ name }) => missing.has(name))
    .map(({ name, role }): TopicSpec => ({
      name,
      partitions: role === 'ledger' || role === 'commands' ? lanes : (options.partitions ?? lanes),
      replicationFactor,
      configs: configsOf(role, replicationFactor),
    }));
}

function configsOf(role: TopicRole, replicationFactor: number): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': role === 'ledger' ? 'compact' : 'delete',
    'unclean.leader.election.enable': 'false',
    ...(replicationFactor >= SAFE_REPLICATION && { 'min.insync.replicas': '2' }),
  };
}

/** A cluster of fewer than three brokers gets what it can have, unless a number was asked for. */
async function create(
  { terminal }: CommandContext,
  admin: TopicAdmin,
  specs: readonly TopicSpec[],
  { replicationFactor }: CreateOptions,
): Promise<readonly AdminResult[]> {
  const results = await admin.create(specs);
  const isTooMany = (result: AdminResult): boolean =>
    result.kind === 'refused' && result.code === 'INVALID_REPLICATION_FACTOR';
  if (replicationFactor !== undefined || !results.some(isTooMany)) {
    return results;
  }
  terminal.note(
    'The cluster has fewer than 3 brokers: the topics get one replica, and a lost broker loses data.',
  );
  const refused = new Set(results.filter(isTooMany).map(({ name }) => name));
  const again = specs
    .filter(({ name }) => refused.has(name))
    .map((spec) => {
      const { 'min.insync.replicas': _, ...configs } = spec.configs ?? {};
      return { ...spec, replicationFactor: 1, configs };
    });
  return [...results.filter(({ name }) => !refused.has(name)), ...(await admin.create(again))];
}

function describeSpec({ name, partitions, replicationFactor, configs = {} }: TopicSpec): string {
  const settings = Object.entries(configs).map(([config, value]) => `${config}=${value}`);
  return `${name}: ${count(partitions, 'partition')}, ${count(replicationFactor, 'replica')}, ${settings.join(', ')}`;
}

function describeResult(result: AdminResult): string {
  switch (result.kind) {
    case 'done':
      return `${result.name} was created.`;
    case 'unchanged':
      return `${result.name} is there already.`;
    case 'unauthorised':
      return `${result.name} was not created: this user may not.`;
    case 'refused':
      return `${result.name} was not created: ${result.code} ${result.message}`;
  }
}

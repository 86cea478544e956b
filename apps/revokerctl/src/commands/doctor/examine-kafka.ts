import { messageOf } from '#libs/async';
import { type BehindTransaction, KafkaError } from '#libs/kafka';
import { type KafkaAccess, OperationsError, wantedTopics } from '#libs/operations';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { describeBehind } from '../../output/behind-transaction.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import { adviseOnTopics } from '../topics/advice.policy.js';
import { type Diagnosis, ok, problem, skipped, warning } from './diagnosis.js';

/** Whether Kafka can be used as the service would. Nothing is written: whether a lane may be written to, only its owner can try. */
export async function* examineKafka(context: CommandContext): AsyncGenerator<Diagnosis, void, undefined> {
  let setup: KafkaSetup;
  try {
    setup = context.kafkaSetup();
  } catch (error) {
    yield problem('Kafka settings', messageOf(error), 'set them as docs/reference/settings.md says');
    return;
  }
  const { brokers, ssl, sasl } = setup.kafka;
  const how = `${ssl ? 'TLS' : 'plain text'}, ${sasl ? `SASL ${sasl.mechanism}` : 'no login'}`;
  let kafka: KafkaAccess;
  try {
    kafka = await context.openKafka(setup);
  } catch (error) {
    context.signal.throwIfAborted();
    yield problem('Kafka', messageOf(error), remedyFor(error));
    return;
  }
  await using access = kafka;
  yield ok('Kafka', `${brokers.join(', ')} (${how})`);
  yield* examineTopics(access, setup);
  yield* examineReading(access, setup);
  yield* examineTransactions(access, setup, context.now());
  yield await examineGroup(access, setup);
}

async function* examineTopics(
  kafka: KafkaAccess,
  setup: KafkaSetup,
): AsyncGenerator<Diagnosis, void, undefined> {
  const wanted = wantedTopics(setup.topics);
  const found = await kafka.admin.describe(wanted.map(({ name }) => name));
  const advice = adviseOnTopics(wanted, found);
  if (advice.length === 0) {
    yield ok('Topics', `${count(wanted.length, 'topic')}, all as they should be`);
  }
  for (const same of Map.groupBy(advice, ({ what }) => what).values()) {
    const [first] = same;
    if (first) {
      const topics = same.map(({ topic }) => topic).join(', ');
      const say = first.severity === 'problem' ? problem : warning;
      yield say('Topics', `${same.length > 1 ? 'each of ' : ''}${topics} ${first.what}`, first.remedy);
    }
  }
}

/** One record of each topic tells whether it may be read. */
async function* examineReading(
  kafka: KafkaAccess,
  setup: KafkaSetup,
): AsyncGenerator<Diagnosis, void, undefined> {
  const refused: string[] = [];
  const names = wantedTopics(setup.topics).map(({ name }) => name);
  const existing = [];
  for (const name of names) {
    if (await kafka.has(name).catch(() => false)) {
      existing.push(name);
    }
  }
  for (const name of existing) {
    try {
      const range = (await kafka.ends(name)).find(({ from, until }) => from < until);
      for await (const _ of kafka.read(range ? [range] : [])) {
        break;
      }
    } catch (error) {
      if (!(error instanceof KafkaError)) {
        throw error;
      }
      refused.push(`${name} (${error.code})`);
    }
  }
  yield refused.length === 0
    ? ok('Reading', `${count(existing.length, 'topic')} can be read`)
    : problem('Reading', `cannot read ${refused.join(', ')}`, 'grant READ and DESCRIBE on them');
}

/** A moment of a publisher at work is no trouble; one that died holds its partition back until the timeout. */
const LONG_OPEN_MS = 60_000;

async function* examineTransactions(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  now: number,
): AsyncGenerator<Diagnosis, void, undefined> {
  let behind: readonly BehindTransaction[];
  try {
    behind = await kafka.behindTransactions(Object.values(topics.inputs));
  } catch (error) {
    if (error instanceof KafkaError || error instanceof OperationsError) {
      yield skipped('Transactions', `the inputs cannot be looked at: ${error.message}`);
      return;
    }
    throw error;
  }
  if (behind.length === 0) {
    yield ok('Transactions', 'nothing waits behind an open transaction of a publisher');
  }
  for (const each of behind) {
    const isLong = each.firstRecordAt === undefined || now - each.firstRecordAt > LONG_OPEN_MS;
    const say = isLong ? problem : warning;
    yield say(
      'Transactions',
      describeBehind(each, now),
      isLong
        ? `find out whether its publisher still runs; else end it: kafka-transactions.sh abort --topic ${each.topic} --partition ${each.partition} --start-offset ${each.from}`
        : 'look again in a minute: a publisher may just be at work',
    );
  }
}

async function examineGroup(kafka: KafkaAccess, { groupId, topics }: KafkaSetup): Promise<Diagnosis> {
  try {
    const offsets = await kafka.admin.committedOffsets(groupId, Object.values(topics.inputs));
    return offsets.size === 0
      ? skipped('Group', `${groupId} has no offsets: no service has run as this group yet`)
      : ok('Group', `${groupId} has offsets of ${count(offsets.size, 'partition')}`);
  } catch (error) {
    if (!(error instanceof KafkaError)) {
      throw error;
    }
    return problem(
      'Group',
      `${groupId} cannot be looked at: ${error.message}`,
      'grant READ and DESCRIBE on the group',
    );
  }
}

function remedyFor(error: unknown): string {
  switch (error instanceof KafkaError ? error.code : undefined) {
    case 'CREDENTIALS_REFUSED':
      return 'check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD';
    case 'TLS_REFUSED':
      return 'check KAFKA_SSL, KAFKA_SSL_CA_FILE and the client certificate';
    case 'UNSUPPORTED_BROKER':
      return 'use a broker of version 2.1 or later';
    default:
      return 'check KAFKA_BROKERS, that the brokers run, and that nothing is in between; a TLS listener needs KAFKA_SSL=true';
  }
}

import type { TopicDescription, TopicSpec } from '#libs/kafka';
import { cleanupPolicyOf, topicFaults, USUAL_MESSAGE_BYTES, type TopicFault } from './topic-rules.policy.js';
import { neededTopics, troubleOf } from './topic-trouble.policy.js';

/** Bytes of a record batch that are not its one record: headers of both, generously. */
const BATCH_OVERHEAD = 512;

export interface WantedTopics {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ledger: string;
  readonly commands: string;
  /** Counts where there is no ledger yet. */
  readonly lanes: number;
  readonly create: boolean;
  readonly brokers: number;
}

export type TopicVerdict =
  | {
      readonly kind: 'ready';
      readonly lanes: number;
      /** The largest record that all of our own topics take. */
      readonly recordBytes: number;
      readonly warnings: readonly string[];
      /** Inputs that do not exist, or that we may not see: the others go on without them. */
      readonly absent: readonly string[];
    }
  | { readonly kind: 'create'; readonly specs: readonly TopicSpec[] }
  /** An operator may repair it while we wait. */
  | { readonly kind: 'wait'; readonly problems: readonly string[] }
  /** Running with it could lose data: refuse to start. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Whether the topics are as the lanes need them, and what to do if not; one sentence per problem. */
export function judgeTopics(wanted: WantedTopics, found: readonly TopicDescription[]): TopicVerdict {
  const byName = new Map(found.map((topic) => [topic.name, topic]));
  const isInput = (name: string): boolean => wanted.inputs.includes(name);
  const missing = found.filter(({ kind }) => kind === 'missing').map(({ name }) => name);
  const barred = found.filter(({ kind }) => kind === 'unauthorised').map(({ name }) => name);
  if (!barred.every(isInput)) {
    return { kind: 'wait', problems: barred.map((name) => barredSentence(name, wanted)) };
  }
  const ledger = byName.get(wanted.ledger);
  const lanes = ledger?.kind === 'topic' ? ledger.partitions : wanted.lanes;
  const faults = topicFaults(ledger, byName.get(wanted.commands), lanes);
  if (faults.length > 0) {
    return { kind: 'refused', problems: faults.map((fault) => sentenceOf(fault, wanted)) };
  }
  if (missing.length > 0 && wanted.create) {
    return { kind: 'create', specs: missing.map((name) => specOf(name, lanes, wanted)) };
  }
  if (!missing.every(isInput)) {
    return {
      kind: 'wait',
      problems: missing.map((name) => `Topic ${name} does not exist, and TOPICS_CREATE is off`),
    };
  }
  return {
    kind: 'ready',
    lanes,
    recordBytes: recordBytesOf(found, wanted),
    warnings: unread(ledger),
    absent: [...missing, ...barred],
  };
}

function barredSentence(name: string, wanted: WantedTopics): string {
  const needed = neededTopics(wanted).find((topic) => topic.name === name);
  const trouble = needed && troubleOf(needed, { name, error: 'TOPIC_AUTHORIZATION_FAILED' });
  return trouble ?? `Kafka does not let this service see ${name}`;
}

function sentenceOf(fault: TopicFault, { ledger }: WantedTopics): string {
  switch (fault.kind) {
    case 'not-compacted':
      return `Topic ${fault.topic} must have cleanup.policy=compact, it has ${fault.policy}: it would forget open work and positions`;
    case 'partitions-differ':
      return (
        `Topic ${fault.topic} must have as many partitions as ${ledger} (${fault.lanes}), it has ${fault.partitions}: ` +
        'each lane is one partition of both'
      );
  }
}

function unread(ledger: TopicDescription | undefined): readonly string[] {
  return cleanupPolicyOf(ledger) === undefined && ledger
    ? [
        `Not authorised to read the settings of topic ${ledger.name}: make sure that it has cleanup.policy=compact`,
      ]
    : [];
}

function recordBytesOf(found: readonly TopicDescription[], { inputs }: WantedTopics): number {
  const limits = found
    .filter(({ name }) => !inputs.includes(name))
    .map((topic) =>
      topic.kind === 'topic' ? Number(topic.configs['max.message.bytes'] ?? USUAL_MESSAGE_BYTES) : NaN,
    )
    .filter((bytes) => bytes > BATCH_OVERHEAD);
  return Math.min(USUAL_MESSAGE_BYTES, ...limits) - BATCH_OVERHEAD;
}

/** As durable as the cluster allows; the ledger compacted, all others as the cluster's defaults say. */
function specOf(name: string, lanes: number, { ledger, brokers }: WantedTopics): TopicSpec {
  const replicationFactor = Math.max(1, Math.min(3, brokers));
  return {
    name,
    partitions: lanes,
    replicationFactor,
    configs: {
      'cleanup.policy': name === ledger ? 'compact' : 'delete',
      ...(replicationFactor === 3 && { 'min.insync.replicas': '2' }),
    },
  };
}

import type { TopicDescription } from '#libs/kafka';

/** Kafka's default: the events of the largest size fill a ledger entry up to it. */
export const USUAL_MESSAGE_BYTES = 1_048_588;

/** Why lanes do not run with a topic: they could lose data. */
export type TopicFault =
  /** It would forget open work and positions. */
  | { readonly kind: 'not-compacted'; readonly topic: string; readonly policy: string }
  /** Each lane is one partition of the ledger, and one of the commands. */
  | {
      readonly kind: 'partitions-differ';
      readonly topic: string;
      readonly partitions: number;
      readonly lanes: number;
    };

/**
 * The faults that the service refuses to start with, as `revokerctl` judges them too. What
 * a user may not see is no fault.
 *
 * @param lanes counts where there is no ledger
 */
export function topicFaults(
  ledger: TopicDescription | undefined,
  commands: TopicDescription | undefined,
  lanes?: number,
): readonly TopicFault[] {
  const faults: TopicFault[] = [];
  const policy = cleanupPolicyOf(ledger);
  if (ledger && policy !== undefined && policy !== 'compact') {
    faults.push({ kind: 'not-compacted', topic: ledger.name, policy });
  }
  const count = ledger?.kind === 'topic' ? ledger.partitions : lanes;
  if (commands?.kind === 'topic' && count !== undefined && commands.partitions !== count) {
    const { name: topic, partitions } = commands;
    faults.push({ kind: 'partitions-differ', topic, partitions, lanes: count });
  }
  return faults;
}

/** Undefined where there is no topic, or its settings may not be read. */
export function cleanupPolicyOf(topic: TopicDescription | undefined): string | undefined {
  return topic?.kind === 'topic' ? topic.configs['cleanup.policy'] : undefined;
}

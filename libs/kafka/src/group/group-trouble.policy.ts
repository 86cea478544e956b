export interface GroupNames {
  readonly groupId: string;
  readonly topic: string;
}

type KafkajsError = Error & { readonly type?: unknown; readonly retriable?: unknown };

export interface GroupTrouble {
  /** `another-program`: the group has members that are no instances of this service. */
  readonly kind: 'another-program' | 'refused';
  readonly sentence: string;
}

/** Our own settings are wrong: no broker will ever take them. */
const OURS: ReadonlySet<unknown> = new Set(['INVALID_SESSION_TIMEOUT', 'INVALID_GROUP_ID']);

/**
 * What keeps us out of the group although nothing is wrong with us: it passes, or
 * an operator mends it while we wait. kafkajs crashes over all of these and never
 * comes back.
 *
 * @returns undefined where waiting would not help
 */
export function groupTroubleOf(error: unknown, { groupId, topic }: GroupNames): GroupTrouble | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { type } = each as KafkajsError;
    if (type === 'INCONSISTENT_GROUP_PROTOCOL') {
      const sentence = `Another program is in the group ${groupId}: this service waits until it has left`;
      return { kind: 'another-program', sentence };
    }
    const sentence = refusalOf(each, groupId, topic);
    if (sentence !== undefined) {
      return { kind: 'refused', sentence };
    }
  }
  return undefined;
}

function refusalOf(error: KafkajsError, groupId: string, topic: string): string | undefined {
  const { name, message, type, retriable } = error;
  if (type === 'GROUP_AUTHORIZATION_FAILED') {
    return `Kafka does not let this service into the group ${groupId}: it needs the right Read on it`;
  }
  if (type === 'TOPIC_AUTHORIZATION_FAILED') {
    return `The group ${groupId} cannot be joined: Kafka does not let this service see ${topic}; it needs the right Read on it`;
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return `The group ${groupId} cannot be joined: the topic ${topic} does not exist, whose partitions its members share out`;
  }
  if (name === 'KafkaJSSASLAuthenticationError') {
    return `The group ${groupId} cannot be joined: Kafka refuses the credentials of this service`;
  }
  // What kafkajs makes of any trouble with that question, be it a missing right or no answer at all.
  if (name === 'KafkaJSGroupCoordinatorNotFound') {
    return `The group ${groupId} cannot be joined: no broker names its coordinator. Kafka is away, or this service lacks the right Read on the group`;
  }
  if (name === 'KafkaJSProtocolError' && retriable !== true && !OURS.has(type)) {
    return `The group ${groupId} cannot be joined: Kafka answers ${String(type)} (${message})`;
  }
  return undefined;
}

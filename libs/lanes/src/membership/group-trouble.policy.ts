/**
 * What keeps us out of the group although nothing is wrong with us: it passes, or
 * somebody mends it while we wait. kafkajs crashes over all of these and never
 * comes back.
 *
 * @returns a sentence; undefined where waiting would not help
 */
export function groupTroubleOf(error: unknown, groupId: string): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { name, type } = each as Error & { readonly type?: unknown };
    if (type === 'GROUP_AUTHORIZATION_FAILED') {
      return `Kafka does not let this service into the group ${groupId}: it needs the right Read on it`;
    }
    if (type === 'TOPIC_AUTHORIZATION_FAILED') {
      return `The group ${groupId} cannot be joined: Kafka does not let this service see one of its topics, it needs the right Describe on them`;
    }
    if (name === 'KafkaJSSASLAuthenticationError') {
      return `The group ${groupId} cannot be joined: Kafka refuses the credentials of this service`;
    }
    // What kafkajs makes of any trouble with that question, be it a missing right or no answer at all.
    if (name === 'KafkaJSGroupCoordinatorNotFound') {
      return `The group ${groupId} cannot be joined: no broker names its coordinator. Kafka is away, or this service lacks the right Read on the group`;
    }
  }
  return undefined;
}

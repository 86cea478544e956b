import type { GroupDescription } from '#libs/kafka';

const REMEDY = 'Give it a group of its own';
const NAMED = 3;

/** Why a group that has members refuses us. */
export function whoHoldsTheGroup(groupId: string, { state, members }: GroupDescription): string {
  // What a coordinator says, asked as a classic group, about a group of another type.
  if (state === 'Dead') {
    return (
      `The id ${groupId} is taken by a group of another type, a share group for instance: ` +
      'this service waits until it is gone, or needs an id of its own (KAFKA_GROUP_ID)'
    );
  }
  const named = members
    .slice(0, NAMED)
    .map(({ clientId, clientHost }) => `${clientId} at ${hostOf(clientHost)}`);
  const who = named.length > 0 ? ` (${named.join(', ')}${members.length > NAMED ? ', and more' : ''})` : '';
  return `Another program is in the group ${groupId}${who}: this service waits until it has left. ${REMEDY}`;
}

/**
 * What is wrong with a group that we are a member of. A member of the newer
 * protocol (KIP-848) converts the group: from then on the broker hands out
 * partitions, lanes too, and our assigner is not asked any more.
 *
 * @returns a sentence; undefined where all members are instances of this service
 */
export function whoDisturbsTheGroup(groupId: string, { state }: GroupDescription): string | undefined {
  return state === 'Dead'
    ? `Another program has joined the group ${groupId} by the newer consumer protocol: the broker hands out the partitions, and lanes may be left without an owner. ${REMEDY}`
    : undefined;
}

/** Kafka writes hosts as "/10.0.0.1". */
function hostOf(clientHost: string): string {
  return clientHost.replace(/^\//, '');
}

import { AssignerProtocol, type Assigner, type GroupMember, type PartitionAssigner } from 'kafkajs';

import { assignLanes } from './lane-assignment.policy.js';

const { MemberAssignment, MemberMetadata } = AssignerProtocol;

/** Both are part of what members of a group agree on: a change of either makes old and new instances refuse each other. */
const NAME = 'lanes';
const VERSION = 1;

export interface LaneAssignerOptions {
  /** All subscribed topics. */
  readonly topics: readonly string[];
  readonly lanes: number;
  /** The lanes that this instance holds; none, if it cannot be sure of them. */
  readonly held: () => readonly number[];
  /** Called whenever kafkajs asks to join. */
  readonly onJoining: () => void;
}

/**
 * Hands out whole lanes: every partition follows its lane, by p mod L. What a
 * member holds travels in the user data of its subscription, so that whoever
 * leads the group leaves as much as possible where it is.
 */
export function laneAssigner({ topics, lanes, held, onJoining }: LaneAssignerOptions): PartitionAssigner {
  return ({ cluster }): Assigner => ({
    name: NAME,
    version: VERSION,
    protocol: () => {
      onJoining();
      const userData = Buffer.from(JSON.stringify(held()));
      return {
        name: NAME,
        metadata: MemberMetadata.encode({ version: VERSION, topics: [...topics].sort(), userData }),
      };
    },
    assign: async ({ members }) => {
      const claims = members.map((member) => ({ memberId: member.memberId, holds: claimOf(member) }));
      return [...assignLanes(claims, lanes)].map(([memberId, own]) => {
        const assignment: Record<string, number[]> = {};
        for (const topic of topics) {
          assignment[topic] = cluster
            .findTopicPartitionMetadata(topic)
            .map(({ partitionId }) => partitionId)
            .filter((partition) => own.includes(partition % lanes));
        }
        return {
          memberId,
          memberAssignment: MemberAssignment.encode({
            version: VERSION,
            assignment,
            userData: Buffer.alloc(0),
          }),
        };
      });
    },
  });
}

/** Another member's word: it may be of another version, or of another program altogether. */
function claimOf({ memberMetadata }: GroupMember): readonly number[] {
  try {
    const claim: unknown = JSON.parse(
      MemberMetadata.decode(memberMetadata)?.userData.toString('utf8') ?? '[]',
    );
    return Array.isArray(claim) ? claim.filter((lane): lane is number => Number.isSafeInteger(lane)) : [];
  } catch {
    return [];
  }
}

import { AssignerProtocol, type Assigner, type GroupMember, type PartitionAssigner } from 'kafkajs';

import { assignLanes } from './lane-assignment.policy.js';

const { MemberAssignment, MemberMetadata } = AssignerProtocol;

/** Members of a group have to agree on it: a change makes old and new instances refuse each other. */
const NAME = 'lanes';
/**
 * Of subscription and assignment. kafkajs writes the fields of version 0 whatever
 * version it is told: a 1 in front of them is a subscription that Kafka's
 * coordinator cannot read (`ownedPartitions` is missing).
 */
const VERSION = 0;

export interface LaneAssignerOptions {
  /**
   * Named in the subscription beside the commands, for the broker and for tools
   * alone: offsets of a topic that a group is subscribed to do not expire, and
   * cannot be deleted while it runs. kafkajs itself never asks for these topics,
   * so that one of them may be missing.
   */
  readonly inputs: readonly string[];
  /** Decides who owns what: as many partitions as lanes. */
  readonly commands: string;
  readonly lanes: number;
  /** 0 while unknown. */
  readonly partitionCount: (topic: string) => number;
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
export function laneAssigner(options: LaneAssignerOptions): PartitionAssigner {
  const { inputs, commands, lanes, partitionCount, held, onJoining } = options;
  const topics = [...inputs, commands].sort();
  return (): Assigner => ({
    name: NAME,
    version: VERSION,
    protocol: () => {
      onJoining();
      const userData = Buffer.from(JSON.stringify(held()));
      return {
        name: NAME,
        metadata: MemberMetadata.encode({ version: VERSION, topics, userData }),
      };
    },
    assign: async ({ members }) => {
      const claims = members.map((member) => ({ memberId: member.memberId, holds: claimOf(member) }));
      return [...assignLanes(claims, lanes)].map(([memberId, own]) => {
        const assignment: Record<string, number[]> = { [commands]: [...own] };
        for (const topic of inputs) {
          assignment[topic] = partitions(partitionCount(topic)).filter((partition) =>
            own.includes(partition % lanes),
          );
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

function partitions(count: number): readonly number[] {
  return Array.from({ length: count }, (_, partition) => partition);
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

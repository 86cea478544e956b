import { AssignerProtocol, type Assigner, type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = AssignerProtocol;

/**
 * Of subscription and assignment. kafkajs writes the fields of version 0 whatever
 * version it is told: a 1 in front of them is a subscription that Kafka's
 * coordinator cannot read (`ownedPartitions` is missing).
 */
const VERSION = 0;

/** Partitions by topic. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

/** How the members of a group share out partitions. Called by kafkajs, whichever member leads the group. */
export interface GroupAssignment {
  /** Members of a group have to agree on it: a change makes old and new instances refuse each other. */
  readonly name: string;
  /** Named in the subscription, for the broker and for tools. kafkajs never asks for them, so that one may be missing. */
  readonly topics: readonly string[];
  /** What this member tells the one that assigns. */
  userData(): string;
  /** `userData` is another member's word: empty where it cannot be read, as of another program altogether. */
  assign(
    members: readonly { readonly memberId: string; readonly userData: string }[],
  ): ReadonlyMap<string, Assignment>;
}

/** @param onJoining called whenever kafkajs asks to join */
export function groupAssigner(assignment: GroupAssignment, onJoining: () => void): PartitionAssigner {
  const { name, topics } = assignment;
  return (): Assigner => ({
    name,
    version: VERSION,
    protocol: () => {
      onJoining();
      const userData = Buffer.from(assignment.userData());
      return { name, metadata: MemberMetadata.encode({ version: VERSION, topics: [...topics], userData }) };
    },
    assign: async ({ members }) => {
      const claims = members.map(({ memberId, memberMetadata }) => ({
        memberId,
        userData: userDataOf(memberMetadata),
      }));
      return [...assignment.assign(claims)].map(([memberId, partitions]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(
            Object.entries(partitions).map(([topic, numbers]) => [topic, [...numbers]]),
          ),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function userDataOf(memberMetadata: Buffer): string {
  try {
    return MemberMetadata.decode(memberMetadata)?.userData.toString('utf8') ?? '';
  } catch {
    return '';
  }
}

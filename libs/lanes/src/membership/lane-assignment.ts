import type { GroupAssignment } from '#libs/kafka';
import { assignLanes } from './lane-assignment.policy.js';

export interface LaneAssignmentOptions {
  /**
   * Named in the subscription beside the commands, for the broker and for tools
   * alone: offsets of a topic that a group is subscribed to do not expire, and
   * cannot be deleted while it runs.
   */
  readonly inputs: readonly string[];
  /** Decides who owns what: as many partitions as lanes. */
  readonly commands: string;
  readonly lanes: number;
  /** Of an input; 0 while unknown. */
  readonly partitionCount: (topic: string) => number;
  /** The lanes that this instance holds; none, if it cannot be sure of them. */
  readonly held: () => readonly number[];
}

/**
 * Hands out whole lanes: every partition follows its lane, by p mod L. What a
 * member holds travels in the user data of its subscription, so that the member
 * which leads the group leaves as much as possible where it is.
 */
export function laneAssignment(options: LaneAssignmentOptions): GroupAssignment {
  const { inputs, commands, lanes, partitionCount, held } = options;
  return {
    name: 'lanes',
    topics: [...inputs, commands].sort(),
    userData: () => JSON.stringify(held()),
    assign: (members) => {
      const claims = members.map(({ memberId, userData }) => ({ memberId, holds: lanesIn(userData) }));
      return new Map(
        [...assignLanes(claims, lanes)].map(([memberId, own]) => {
          const followed = inputs.map((topic) => [topic, partitionsOf(own, partitionCount(topic), lanes)]);
          return [memberId, { [commands]: own, ...Object.fromEntries(followed) }];
        }),
      );
    },
  };
}

function partitionsOf(own: readonly number[], count: number, lanes: number): readonly number[] {
  return Array.from({ length: count }, (_, partition) => partition).filter((partition) =>
    own.includes(partition % lanes),
  );
}

/** Another member's word: it may be of another version, or of another program altogether. */
function lanesIn(userData: string): readonly number[] {
  try {
    const claim: unknown = JSON.parse(userData);
    return Array.isArray(claim) ? claim.filter((lane): lane is number => Number.isSafeInteger(lane)) : [];
  } catch {
    return [];
  }
}

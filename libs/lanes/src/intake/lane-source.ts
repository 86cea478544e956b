import type { PartitionPosition } from './partition-position.js';

/** A partition that a lane reads. */
export interface LaneSource {
  readonly topic: string;
  readonly partition: number;
  /** Records of the commands topic are the operators': they are no events. */
  readonly role: 'input' | 'commands';
  readonly position: PartitionPosition;
}

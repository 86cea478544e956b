/** Where a record is, in JSON as `{ "topic", "partition", "offset" }`. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export function positionOf({ topic, partition, offset }: RecordPosition): RecordPosition {
  return { topic, partition, offset };
}

/** As a key of a map. */
export function positionName({ topic, partition, offset }: RecordPosition): string {
  return `${topic}/${partition}@${offset}`;
}

export function isSamePosition(a: RecordPosition, b: RecordPosition): boolean {
  return a.offset === b.offset && a.partition === b.partition && a.topic === b.topic;
}

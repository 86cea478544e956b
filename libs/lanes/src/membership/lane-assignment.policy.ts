export interface LaneClaim {
  readonly memberId: string;
  /** Lanes that the member holds now. */
  readonly holds: readonly number[];
}

/**
 * Who gets which of the lanes 0 to `lanes` - 1: balanced to within one, and no
 * lane moves that does not have to, since a lane that moves has to be restored.
 * The same input gives the same answer, whatever the order of the members.
 */
export function assignLanes(
  claims: readonly LaneClaim[],
  lanes: number,
): ReadonlyMap<string, readonly number[]> {
  const members = [...claims].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const assigned = new Map<string, number[]>(members.map(({ memberId }) => [memberId, []]));
  const free = new Set(Array.from({ length: lanes }, (_, lane) => lane));
  keepHeld(members, assigned, free);
  for (const lane of free) {
    smallest(assigned)?.push(lane);
  }
  return assigned;
}

function keepHeld(members: readonly LaneClaim[], assigned: Map<string, number[]>, free: Set<number>): void {
  const fair = Math.floor(free.size / members.length);
  /** Members that may have one lane more than the others. */
  let extra = free.size % members.length;
  // Two may claim the same lane (one of them has slept): the first one keeps it.
  const wanted = new Map(
    members.map(({ memberId, holds }) => [memberId, holds.filter((lane) => free.has(lane))]),
  );
  for (const [memberId, holds] of wanted) {
    const kept = assigned.get(memberId) ?? [];
    for (const lane of holds) {
      if (!free.has(lane) || kept.length > fair || (kept.length === fair && extra === 0)) {
        continue;
      }
      extra -= kept.length === fair ? 1 : 0;
      kept.push(lane);
      free.delete(lane);
    }
  }
}

function smallest(assigned: ReadonlyMap<string, number[]>): number[] | undefined {
  let found: number[] | undefined;
  for (const lanes of assigned.values()) {
    found = found === undefined || lanes.length < found.length ? lanes : found;
  }
  return found;
}

import type { Fleet } from './fleet.js';

/** What the service says of records that it will never see, or of a topic that is another one. */
const OF_RECORDS_THAT_ARE_GONE =
  /created anew|Records were deleted before they were read|The partition ends before our position/;

/** Partitions of which an instance has said since then that records are gone; `${topic}/${partition}`. */
export function saidSince(fleet: Pick<Fleet, 'all'>, since: number): ReadonlySet<string> {
  return new Set(
    fleet.all.flatMap(({ log }) =>
      log
        .update()
        .flatMap(({ at, message, partition }) =>
          partition !== undefined && at >= since && OF_RECORDS_THAT_ARE_GONE.test(message) ? [partition] : [],
        ),
    ),
  );
}

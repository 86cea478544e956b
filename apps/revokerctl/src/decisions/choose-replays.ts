import { type LaneProjection, type LaneReplay, replaysIn } from '#libs/operations';
import { CliError, EXIT } from '../cli/cli-error.js';

/** The shortest beginning of an id that is taken for one. */
const SHORTEST = 4;

/**
 * Those that are meant by an id, its name, or the beginning of either.
 *
 * @throws CliError where it is none, or more than one
 */
export function chooseReplays(lanes: readonly LaneProjection[], text: string): readonly LaneReplay[] {
  const groups = replaysIn(lanes);
  const given = text.toLowerCase();
  const found = [...groups.values()]
    .map((replays) => replays.filter(({ command }) => command.id.startsWith(given)))
    .filter((replays) => replays.length > 0);
  const [first, ...others] = found;
  if (!first || given.length < SHORTEST) {
    throw new CliError(
      EXIT.notFound,
      `The ledger knows no replay "${text}" ("revokerctl replay list" shows them; one that was just sent is there as soon as its lane has read it).`,
    );
  }
  if (others.length > 0) {
    throw new CliError(EXIT.usage, `"${text}" is the beginning of ${found.length} replays: say more of it.`);
  }
  return first;
}

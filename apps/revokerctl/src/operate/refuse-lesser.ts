import type { ReplayCommand } from '#libs/lanes';
import type { TopicRange } from '#libs/kafka';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';
import { lesserUnderWay } from './under-way.policy.js';

/** @throws CliError where everything is asked for, and a replay is under way that does some of it without */
export function refuseLesser(
  ranges: readonly (TopicRange & Pick<ReplayCommand, 'keys'>)[],
  { everything }: Pick<ReplayCommand, 'everything'>,
  underWay: readonly ReplayCommand[],
): void {
  const others = everything ? lesserUnderWay(ranges, underWay) : [];
  if (others.length > 0) {
    throw new CliError(
      EXIT.problems,
      `Some of it is being carried out again without --everything, by replay ${others.join(' and ')}: nothing was sent. Ask again when that is over.`,
    );
  }
}

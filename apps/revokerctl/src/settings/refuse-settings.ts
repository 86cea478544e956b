import { describeProblems, inOrder, type Findings } from '#libs/settings';
import { CliError, EXIT } from '../cli/cli-error.js';

/** @throws CliError that says everything that is wrong with the settings: names and rules, never a value (P6) */
export function refuseProblems({ problems }: Findings): void {
  if (problems.length === 0) {
    return;
  }
  const noBrokers = problems.some(
    ({ name, rule }) => name === 'KAFKA_BROKERS' && rule.startsWith('is missing'),
  );
  const lines = [
    'The settings are wrong (docs/reference/settings.md explains each):',
    describeProblems(inOrder(problems)),
    ...(noBrokers ? ['In the folder of a running sandbox no setting is needed.'] : []),
  ];
  throw new CliError(EXIT.usage, lines.join('\n'));
}

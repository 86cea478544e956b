import { type Command, Option } from 'commander';
import { defineCommand, onRun } from '../../cli/define-command.js';
import type { CommandContext } from '../../context.js';
import { withDecision } from '../../decisions/decision.js';
import { decideHolds, type DecideOptions } from './decide-holds.js';
import { HOLD_REASONS, listHolds } from './list-holds.js';

const REASON = ['--reason <reason>', 'held for this reason only'] as const;

export function registerHolds(program: Command, context: CommandContext): void {
  const group = program
    .command('holds')
    .summary('what waits for an approval')
    .description('Revocations that a guard holds until an operator approves or rejects them.');
  const list = defineCommand(group, 'list', {
    summary: 'who is held, why and since when',
    description: 'Lists revocations that wait for a decision, the longest first.',
    examples: [
      ['holds list', 'all of them'],
      ['holds list --reason protected-user --json', 'those of protected users, an object a line'],
    ],
  }).addOption(new Option(...REASON).choices(HOLD_REASONS));
  onRun(list, context, listHolds);
  const approve = defineCommand(group, 'approve', {
    summary: 'carry them out',
    description: 'Releases revocations that a guard holds: they are carried out.',
    examples: [
      ['holds approve 694577ef-fd45-5043-8737-a432ddb125a1 --by ada', 'one of them'],
      ['holds approve --all --reason mass-deprovisioning --by ada', 'all that the guard holds now'],
    ],
  });
  const reject = defineCommand(group, 'reject', {
    summary: 'do not carry them out',
    description:
      'Ends revocations that a guard holds, with the failure rejected-by-operator: no access is revoked.',
    examples: [
      ['holds reject 694577ef-fd45-5043-8737-a432ddb125a1 --by ada --note "still with us"', 'one of them'],
    ],
  });
  for (const [kind, command] of [['approve', approve] as const, ['reject', reject] as const]) {
    withDecision(command, 'who decides it; for the record. It must be given')
      .argument('[ids...]', 'of revocations, or of their events')
      .option('--all', 'all that are held when it is asked')
      .addOption(
        new Option('--reason <reason>', 'with --all: held for this reason only').choices(HOLD_REASONS),
      )
      .option('--note <text>', 'why');
    onRun(command, context, (given, ids: readonly string[], options: DecideOptions) =>
      decideHolds(given, kind, ids, options),
    );
  }
}

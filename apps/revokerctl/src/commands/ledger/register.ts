import { type Command, InvalidArgumentError } from 'commander';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { acceptLoss } from './accept-loss.js';
import { checkLedger } from './check.js';
import { repairLedger } from './repair.js';

export function registerLedger(program: Command, context: CommandContext): void {
  const group = program
    .command('ledger')
    .summary('what keeps a lane from running, and its repair')
    .description('Reads the ledger as a lane does before it runs.');
  const check = defineCommand(group, 'check', {
    summary: 'say what keeps a lane from running',
    description:
      'Reads the ledger as its lanes do, and names what keeps them from running: corrupt records, records of a newer version, another number of lanes, lost data.',
    examples: [['ledger check', 'each with the command that repairs it']],
  });
  onRun(check, context, checkLedger);
  const repair = defineCommand(group, 'repair', {
    summary: 'replace a corrupt record',
    description:
      'Writes one record over a corrupt one by which its lane has stopped, and says what is lost. An entry whose outcome was published becomes that outcome; another one is forgotten, and may be replayed. Refuses while the lane may be at work.',
    examples: [
      [
        'ledger repair --lane 3 --key entry/baec40b8-8f57-515a-8b0e-76463ce09635 --dry-run',
        'what would be lost?',
      ],
      ['ledger repair --lane 3 --offset 4711 --yes', 'the record at that offset'],
    ],
  })
    .requiredOption('--lane <number>', 'partition of the ledger', wholeNumber(0))
    .option('--key <key>', 'of the record')
    .option('--offset <offset>', 'or its offset', offset)
    .option('--by <name>', 'who decides it; for the record (default: USER of the shell)')
    .option('--dry-run', 'only say what would be lost')
    .option('--yes', 'do not ask');
  onRun(repair, context, repairLedger);
  const accept = defineCommand(group, 'accept-loss', {
    summary: 'go on without what the ledger has lost',
    description:
      'Lets lanes run again whose ledger has lost data and cannot be restored. Events from before may be answered again: such outcomes have a higher revision than any that was published.',
    examples: [
      ['ledger accept-loss --dry-run', 'what was lost, and what comes of it?'],
      ['ledger accept-loss --yes', 'go on in all lanes'],
    ],
  })
    .option('--lane <number>', 'only this partition of the ledger', wholeNumber(0))
    .option('--by <name>', 'who decides it; for the record (default: USER of the shell)')
    .option('--dry-run', 'only say what comes of it')
    .option('--yes', 'do not ask');
  onRun(accept, context, acceptLoss);
}

function offset(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) {
    throw new InvalidArgumentError('It must be an offset: a whole number.');
  }
  return BigInt(text);
}

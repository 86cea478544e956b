import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { audit, type AuditOptions } from './audit.js';

const SETTLE_SECONDS = 15;

export function registerAudit(program: Command, tool: Tool, finish: Finish): void {
  leaf(program, 'audit', {
    summary: 'check that nothing is missing, repeated or altered',
    description: [
      'Reads all topics, and nothing else, and checks for every event that',
      '  consumed = outcomes + dead letters + ignored + open',
      'and that each outcome is the one in the ledger. Works beside the running service; changes nothing.',
      'Exit code 1 if anything is wrong.',
    ].join('\n'),
    examples: [
      ['audit', 'in words'],
      ['audit --json > audit.json', 'the equation and every finding, for a report'],
    ],
  })
    .option(
      '--settle <seconds>',
      'how long to look again at what may just be on its way',
      wholeNumber(0, 3_600),
      SETTLE_SECONDS,
    )
    .action(async (options: AuditOptions) => {
      finish(await audit(tool, options));
    });
}

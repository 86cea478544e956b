import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { evidence, type EvidenceOptions } from './evidence.js';

export function registerEvidence(program: Command, tool: Tool, finish: Finish): void {
  leaf(program, 'evidence', {
    summary: 'show an auditor what was done for a user',
    description: [
      'Everything that is recorded of the revocations of a user (or a session, or an event): who asked, when it',
      'occurred, was received and completed, the exposure, each step with its counts and job ids, and each answer',
      "of PingOne with the ids to find it by in PingOne's own audit log. Says whether ledger and topic agree.",
      'Exit code 1 if they do not, 4 if nothing is known.',
    ].join('\n'),
    examples: [
      ['evidence 8f0e4d1c-…', 'to read'],
      ['evidence 8f0e4d1c-… --json', 'to keep: one object'],
    ],
  })
    .argument('<user>', 'user id, username or externalId; any term of "find" will do')
    .action(async (term: string, options: EvidenceOptions) => {
      finish(await evidence(tool, term, options));
    });
}

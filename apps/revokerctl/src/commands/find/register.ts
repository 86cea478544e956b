import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { find, type FindOptions } from './find.js';

export function registerFind(program: Command, tool: Tool, finish: Finish): void {
  leaf(program, 'find', {
    summary: 'find what is known of a user, a session, an event, a token …',
    description: [
      'Looks for an id or a name in events, ledger, outcomes and dead letters: a user (id, username, externalId),',
      'a session, an event, a revocation, an OATH token, a job, the SHA-256 of an OAuth token, a correlation id.',
      'Compared whole, without regard to case. Reads all topics. Exit code 4 if there is nothing.',
    ].join('\n'),
    examples: [
      ['find 8f0e4d1c-…', 'a user'],
      ['find evt-1001', 'an event, by its id'],
      ['find 05e84ab4-… --json', 'an OATH token; a revocation a line'],
    ],
  })
    .argument('<term>', 'what to look for')
    .action(async (term: string, options: FindOptions) => {
      finish(await find(tool, term, options));
    });
}

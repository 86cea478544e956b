import type { Command } from 'commander';
import { readAsService } from '#libs/operations';
import { EXIT, type ExitCode } from '../cli/cli-error.js';
import { defineCommand, onRun } from '../cli/define-command.js';
import { count } from '../cli/format.js';
import type { CommandContext } from '../context.js';
import { complaintsOf, recordOf } from '../events/check.js';
import { type EventFlags, withEventFlags } from '../events/flags.js';
import { gatherEvents } from '../events/gather.js';

export function registerValidate(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'validate', {
    summary: 'check events without sending them',
    description:
      'Reads events as the service does and names every rule that they break. Needs neither Kafka nor settings.',
    examples: [
      ['validate event.json', 'one event, a list, or JSON lines'],
      ['validate --type session.terminated < events.jsonl', 'from standard input'],
      ['validate --user 4711 --oath-token 05e84ab4', 'what is wrong with these flags'],
    ],
  });
  withEventFlags(command).argument('[file]', 'events; `-` or nothing: standard input');
  onRun(command, context, validate);
}

export interface ValidateOptions extends EventFlags {
  readonly json?: true;
}

export async function validate(
  context: CommandContext,
  file: string | undefined,
  options: ValidateOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const drafts = await gatherEvents(context, file, options);
  let invalid = 0;
  for (const draft of drafts) {
    const result = readAsService(recordOf(draft, draft.type, context.now()), draft.type);
    const complaints = complaintsOf(result);
    invalid += complaints.length > 0 ? 1 : 0;
    if (options.json) {
      const { code, violations } =
        result.kind === 'invalid' ? result : { code: undefined, violations: undefined };
      const unreadable = result.kind === 'unreadable' ? { code: result.code } : {};
      terminal.json({
        event: draft.where,
        type: draft.type,
        valid: complaints.length === 0,
        code,
        violations,
        ...unreadable,
      });
    } else if (complaints.length > 0) {
      terminal.print(`${draft.where} is no valid ${draft.type}:`, ...complaints.map((line) => `  ${line}`));
    }
  }
  if (!options.json) {
    const all = count(drafts.length, 'event');
    terminal.print(invalid === 0 ? `${all}, all valid.` : `${all}, ${invalid} not valid.`);
  }
  return invalid === 0 ? EXIT.ok : EXIT.problems;
}

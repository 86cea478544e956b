import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { count } from '../../cli/words.js';
import { complaintsOf, readAsService, recordOf } from '../../events/check.js';
import type { EventFlags } from '../../events/flags.js';
import { gatherEvents } from '../../events/gather.js';

export interface ValidateOptions extends EventFlags {
  readonly json?: true;
}

export async function validate(
  tool: Tool,
  file: string | undefined,
  options: ValidateOptions,
): Promise<ExitCode> {
  const { terminal } = tool;
  const drafts = await gatherEvents(tool, file, options);
  let invalid = 0;
  for (const draft of drafts) {
    const result = readAsService(recordOf(draft, draft.type, tool.now()), draft.type);
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

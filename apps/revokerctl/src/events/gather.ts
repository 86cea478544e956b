import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { codeOf } from '#libs/async';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { CommandContext } from '../context.js';
import { type Draft, type DraftOptions, toDraft } from './draft.js';
import { dataOf, type EventFlags, typeByFlags } from './flags.js';
import { readWrittenEvents, type WrittenEvent } from './written-events.js';

export interface GatherOptions extends EventFlags {
  readonly id?: string;
  readonly source?: string;
  readonly key?: string;
}

/**
 * The events that a command line names: those of a file (`-`: standard input),
 * or the one that its flags describe.
 *
 * @throws CliError
 */
export async function gatherEvents(
  context: CommandContext,
  file: string | undefined,
  flags: GatherOptions,
): Promise<readonly Draft[]> {
  const { readFile, now } = context.environment;
  const { id, source, key } = flags;
  const options = {
    newId: randomUUID,
    time: new Date(now()).toISOString(),
    ...(id === undefined ? {} : { id }),
    ...(source === undefined ? {} : { source }),
    ...(key === undefined ? {} : { key }),
  };
  const data = dataOf(flags, readFile);
  if (data !== undefined) {
    if (file !== undefined) {
      throw new CliError(EXIT.usage, 'Either a file or flags describe the event, not both.');
    }
    return [toDraft({ where: 'the event', json: data }, { ...options, type: typeByFlags(flags) })];
  }
  const written = await writtenIn(context, file);
  if (written.length > 1 && (id !== undefined || key !== undefined)) {
    throw new CliError(EXIT.usage, `--id and --key are for one event; there are ${written.length}.`);
  }
  const typed: DraftOptions = flags.type === undefined ? options : { ...options, type: flags.type };
  return written.map((event) => toDraft(event, typed));
}

async function writtenIn(
  context: CommandContext,
  file: string | undefined,
): Promise<readonly WrittenEvent[]> {
  const { readFile, stdin } = context.environment;
  const isTyped = 'isTTY' in stdin && stdin.isTTY === true;
  if (file === undefined && isTyped) {
    throw new CliError(
      EXIT.usage,
      'There is no event: name a file, pipe JSON in, or describe it by flags (--help).',
    );
  }
  if (file === undefined || file === '-') {
    return notEmpty(readWrittenEvents(await text(stdin), 'Standard input'), 'Standard input');
  }
  let content: string;
  try {
    content = readFile(file);
  } catch (error) {
    throw new CliError(EXIT.usage, `The file ${file} cannot be read (${codeOf(error)}).`);
  }
  return notEmpty(readWrittenEvents(content, file), file);
}

function notEmpty(written: readonly WrittenEvent[], source: string): readonly WrittenEvent[] {
  if (written.length === 0) {
    throw new CliError(EXIT.usage, `${source} holds no event.`);
  }
  return written;
}

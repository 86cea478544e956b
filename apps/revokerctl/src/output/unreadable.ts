import type { UnreadableRecord } from '#libs/operations';
import { EXIT, type ExitCode } from '../cli/cli-error.js';
import { count, place } from '../cli/format.js';
import type { Terminal } from '../cli/terminal.js';

/** Says what of the ledger could not be read; the lanes of these records refuse to run. @returns the exit code */
export function sayUnreadable(
  terminal: Terminal,
  topic: string,
  unreadable: readonly UnreadableRecord[],
): ExitCode {
  const [first] = unreadable;
  if (!first) {
    return EXIT.ok;
  }
  const { lane: partition, offset, message } = first;
  terminal.note(
    `${count(unreadable.length, 'record')} of the ledger cannot be read by this version, the first at ${place({ topic, partition, offset })}: its value ${message} ("revokerctl ledger check" shows them).`,
  );
  return EXIT.unreadable;
}

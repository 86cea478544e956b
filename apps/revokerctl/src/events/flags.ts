import { type Command, Option } from 'commander';
import { codeOf } from '#libs/async';
import { CAUSES, EVENT_TYPES, type EventType } from '#libs/contracts';
import type { ReadFile } from '#libs/settings';
import { CliError, EXIT } from '../cli/cli-error.js';
import { collect } from '../cli/option-values.js';
import type { JsonObject } from './written-events.js';

/** An event by flags. */
export interface EventFlags {
  readonly type?: EventType;
  readonly user?: string;
  readonly username?: string;
  readonly externalId?: string;
  readonly oathToken?: readonly string[];
  readonly serialNumber?: readonly string[];
  readonly session?: string;
  readonly tokenFile?: string;
  readonly clientId?: string;
  readonly cause?: string;
  readonly environment?: string;
  readonly correlationId?: string;
  readonly initiatedBy?: string;
  readonly occurredAt?: string;
  readonly keepPaired?: true;
}

export function withEventFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--type <type>', 'which event it is, where the event does not say').choices(EVENT_TYPES),
    )
    .option('--user <id>', 'PingOne user id')
    .option('--username <name>', 'PingOne username')
    .option('--external-id <id>', 'externalId of the user')
    .option('--oath-token <id>', 'OATH token to revoke; may be repeated', collect)
    .option('--serial-number <number>', 'serial number of an OATH token; may be repeated', collect)
    .option('--session <sid>', 'PingOne session id; makes it a session.terminated')
    .option('--token-file <file>', 'OAuth tokens to revoke, one a line (a process list would show a flag)')
    .option('--client-id <id>', 'the application of these tokens')
    .addOption(new Option('--cause <cause>', 'why access ends').choices(CAUSES))
    .option('--environment <id>', 'PingOne environment')
    .option('--correlation-id <id>', 'comes back in the outcome')
    .option('--initiated-by <who>', 'comes back in the outcome')
    .option('--occurred-at <time>', 'RFC 3339; exposure is counted from here')
    .option('--keep-paired', 'leave OATH tokens alone that are paired');
}

/** The data of the event that the flags describe; undefined where they describe none. */
export function dataOf(flags: EventFlags, readFile: ReadFile): JsonObject | undefined {
  const { tokenFile, clientId, keepPaired } = flags;
  const data = {
    environmentId: flags.environment,
    userId: flags.user,
    username: flags.username,
    externalId: flags.externalId,
    sessionId: flags.session,
    oathTokenIds: flags.oathToken,
    serialNumbers: flags.serialNumber,
    tokens: tokenFile === undefined ? undefined : tokensIn(tokenFile, clientId, readFile),
    forceUnpair: keepPaired ? false : undefined,
    cause: flags.cause,
    correlationId: flags.correlationId,
    initiatedBy: flags.initiatedBy,
    occurredAt: flags.occurredAt,
  };
  const given = Object.entries(data).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Most flags are about a user; a session makes it the other event. */
export function typeByFlags({ type, session }: EventFlags): EventType {
  return type ?? (session === undefined ? 'user.deprovisioned' : 'session.terminated');
}

function tokensIn(file: string, clientId: string | undefined, readFile: ReadFile): readonly JsonObject[] {
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    throw new CliError(EXIT.usage, `The file of --token-file cannot be read (${codeOf(error)}).`);
  }
  const tokens = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return tokens.map((token) => ({ token: token.trim(), ...(clientId === undefined ? {} : { clientId }) }));
}

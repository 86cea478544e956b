import type { Log, Metrics } from '#libs/observability';
import type { JournalWrite } from '../journal/journal.port.js';
import { encodeControl, type LaneControl } from '../format/ledger-format.js';
import { CONTROL_KEY } from '../format/ledger-keys.js';
import type { LaneRecord } from '../ports/lane-record.js';
import type { LaneCommand } from '../ports/lane-work.port.js';
import type { PartitionPosition, Ticket } from '../positions/partition-position.js';
import { parseCommand, type OperatorCommand, type ReplayCommand } from '../format/operator-command.js';

export interface LaneCommandsOptions {
  readonly lane: number;
  readonly status: { control: LaneControl };
  readonly journal: { append(write: JournalWrite): void };
  readonly replays: {
    begin(command: ReplayCommand): 'begun' | 'known';
    change(id: string, to: 'running' | 'paused' | 'cancelled'): 'changed' | 'unknown';
  };
  /** The application; must not throw. */
  readonly work: { command(command: LaneCommand): 'done' | 'ignored'; pause(): void; resume(): void };
  readonly onControl: () => void;
  readonly metrics: Pick<Metrics, 'commands'>;
  readonly log: Log;
}

/**
 * Carries out what operators have written to the lane's partition of the
 * commands topic. What a command does is queued before the record is accounted
 * for, so it is in the same transaction as the position or in an earlier one;
 * each command can be carried out twice without harm.
 */
export class LaneCommands {
  constructor(private readonly options: LaneCommandsOptions) {}

  take(record: LaneRecord, position: PartitionPosition, ticket: Ticket): void {
    const command = parseCommand(record.value);
    const { lane, log, metrics, journal } = this.options;
    const result = command ? this.#carryOut(command) : 'malformed';
    const about = command && {
      command: command.id,
      kind: command.kind,
      by: command.by,
      ...subjectOf(command),
    };
    const fields = { lane, offset: String(record.offset), result, ...about };
    if (result === 'done') {
      log.info(fields, 'An operator’s command is carried out');
    } else {
      log.warn(fields, 'An operator’s command changes nothing');
    }
    metrics.commands.inc({ kind: command?.kind ?? 'unknown', result });
    journal.append({ included: () => position.account(ticket) });
  }

  #carryOut(command: OperatorCommand): 'done' | 'ignored' {
    switch (command.kind) {
      case 'pause':
      case 'resume':
        return this.#setControl({
          paused: command.kind === 'pause',
          at: command.at,
          ...(command.by && { by: command.by }),
        });
      case 'replay':
        return this.options.replays.begin(command) === 'begun' ? 'done' : 'ignored';
      case 'replay-pause':
        return this.#change(command.replay, 'paused');
      case 'replay-resume':
        return this.#change(command.replay, 'running');
      case 'replay-cancel':
        return this.#change(command.replay, 'cancelled');
      case 'cancel':
      case 'approve':
      case 'reject':
        return this.options.work.command(command);
    }
  }

  #change(replay: string, to: 'running' | 'paused' | 'cancelled'): 'done' | 'ignored' {
    return this.options.replays.change(replay, to) === 'changed' ? 'done' : 'ignored';
  }

  #setControl(control: LaneControl): 'done' | 'ignored' {
    const { status, journal, work, onControl } = this.options;
    if (control.paused === status.control.paused) {
      return 'ignored';
    }
    status.control = control;
    journal.append({ ledger: { key: CONTROL_KEY, value: encodeControl(control) } });
    if (control.paused) {
      work.pause();
    } else {
      work.resume();
    }
    onControl();
    return 'done';
  }
}

/** What it is about, for those who ask later who decided what. */
function subjectOf(command: OperatorCommand): { readonly work?: string; readonly replay?: string } {
  if ('work' in command) {
    return { work: command.work };
  }
  return 'replay' in command ? { replay: command.replay } : {};
}

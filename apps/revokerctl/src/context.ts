import type { Readable, Writable } from 'node:stream';
import { KafkaAccess } from '#libs/operations';
import type { Environment, ReadFile } from '#libs/settings';
import { EXIT, type ExitCode } from './cli/cli-error.js';
import { Terminal } from './cli/terminal.js';
import { chooseInstallation, type Installation } from './settings/installation.js';
import { type KafkaSetup, readKafkaSetup } from './settings/kafka-setup.js';

/** What the process is given; tests have one of their own. */
export interface ProcessEnvironment {
  readonly env: Environment;
  readonly folder: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
  readonly readFile: ReadFile;
  readonly isAlive: (processId: number) => boolean;
  readonly now: () => number;
}

/** What a command works with. */
export class CommandContext {
  readonly terminal: Terminal;
  /** Set by the command that ran. */
  exitCode: ExitCode = EXIT.ok;
  #installation: Installation | undefined;

  constructor(readonly environment: ProcessEnvironment) {
    this.terminal = new Terminal(environment.stdout, environment.stderr);
  }

  get signal(): AbortSignal {
    return this.environment.signal;
  }

  now(): number {
    return this.environment.now();
  }

  /** The installation that the command is about; said once where the settings do not name it. */
  get installation(): Installation {
    if (!this.#installation) {
      const { env, folder, readFile, isAlive } = this.environment;
      this.#installation = chooseInstallation(env, folder, readFile, isAlive);
      if (this.#installation.source === 'sandbox') {
        this.terminal.note('Using the sandbox that runs in this folder, because KAFKA_BROKERS is not set.');
      }
    }
    return this.#installation;
  }

  /** Who decides, for the record: as given, else the user of the shell. */
  decider(by: string | undefined): string | undefined {
    return (by ?? this.environment.env['USER']) || undefined;
  }

  /** @throws CliError */
  kafkaSetup(): KafkaSetup {
    return readKafkaSetup(this.installation.env, this.environment.readFile);
  }

  async openKafka({ kafka }: Pick<KafkaSetup, 'kafka'>): Promise<KafkaAccess> {
    return KafkaAccess.open(kafka, this.signal);
  }
}

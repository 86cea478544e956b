import type { Readable, Writable } from 'node:stream';
import type { Environment, ReadFile } from '#libs/settings';
import { KafkaAccess } from './kafka/kafka-access.js';
import { chooseInstallation, type Installation } from './settings/installation.js';
import { readKafkaSetup, type KafkaSetup } from './settings/kafka-setup.js';
import { Terminal } from './cli/terminal.js';

/** What surrounds the process; tests have one of their own. */
export interface Surroundings {
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
export class Tool {
  readonly terminal: Terminal;
  #installation: Installation | undefined;

  constructor(readonly surroundings: Surroundings) {
    this.terminal = new Terminal(surroundings.stdout, surroundings.stderr);
  }

  get signal(): AbortSignal {
    return this.surroundings.signal;
  }

  now(): number {
    return this.surroundings.now();
  }

  /** The installation that the command is about; said once where nobody has named it. */
  get installation(): Installation {
    if (!this.#installation) {
      const { env, folder, readFile, isAlive } = this.surroundings;
      this.#installation = chooseInstallation(env, folder, readFile, isAlive);
      if (this.#installation.source === 'sandbox') {
        this.terminal.note('Using the sandbox that runs in this folder, because KAFKA_BROKERS is not set.');
      }
    }
    return this.#installation;
  }

  /** @throws CliError */
  kafkaSetup(): KafkaSetup {
    return readKafkaSetup(this.installation.env, this.surroundings.readFile);
  }

  async openKafka({ kafka }: Pick<KafkaSetup, 'kafka'>): Promise<KafkaAccess> {
    return KafkaAccess.open(kafka, this.signal);
  }
}

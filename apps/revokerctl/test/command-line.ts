import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import type { KafkaSettings } from '#libs/kafka';
import type { Environment } from '#libs/settings';
import { DAY_ONE } from '../../../libs/operations/test/event-fixture.js';
import type { ExitCode } from '../src/cli/cli-error.js';
import { run } from '../src/run.js';

export interface Ended {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  /** The lines of the output as JSON. */
  readonly json: readonly unknown[];
}

export interface Circumstances {
  readonly env?: Environment;
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called after each write to the standard output. */
  readonly onOutput?: () => void;
  /** Epoch milliseconds; the day after everything in the fixture happened, unless set. */
  readonly now?: () => number;
}

/** Runs a command line in this process. */
export async function commandLine(
  args: readonly string[],
  circumstances: Circumstances = {},
): Promise<Ended> {
  const { env = {}, stdin = '', files = {}, signal = new AbortController().signal } = circumstances;
  const { now = () => DAY_ONE + 86_400_000 } = circumstances;
  const [stdout, stderr] = [new Kept(circumstances.onOutput), new Kept()];
  const code = await run(args, {
    env,
    folder: '/nowhere',
    stdin: Readable.from([stdin]),
    stdout,
    stderr,
    signal,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      }
      return text;
    },
    isAlive: () => true,
    now,
  });
  return {
    code,
    out: stdout.text,
    err: stderr.text,
    get json() {
      return stdout.text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as unknown);
    },
  };
}

class Kept extends Writable {
  text = '';

  constructor(private readonly onWritten: () => void = () => undefined) {
    super();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    this.onWritten();
    done();
  }
}

/** The broker that all tests of a run share. */
export function testKafka(): KafkaSettings {
  return { brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','), clientId: 'revokerctl-test' };
}

export function uniquePrefix(name: string): string {
  return `${name}-${randomBytes(4).toString('hex')}.`;
}

import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { banner } from './cli/banner.js';
import { readCommandLine, type CommandLine } from './cli/command-line.js';
import { help } from './cli/flags.js';
import { startSimulator } from './index.js';
import { CLIENT_KEY_FILE } from './seed/applications-file.js';

const USAGE_ERROR = 2;

async function keyIn(directory: string): Promise<{ readonly clientPrivateKeyPem?: string }> {
  try {
    return { clientPrivateKeyPem: await readFile(join(directory, CLIENT_KEY_FILE), 'utf8') };
  } catch {
    return {};
  }
}

async function run({
  options,
  applicationsDirectory,
}: Extract<CommandLine, { kind: 'start' }>): Promise<void> {
  const directory = applicationsDirectory ?? (await mkdtemp(join(tmpdir(), 'pingone-simulator-')));
  const simulator = await startSimulator({ ...options, ...(await keyIn(directory)) });
  console.log(banner(simulator, await simulator.writeApplicationsFile(directory)));
  const stop = async (): Promise<void> => {
    await simulator.close();
    if (applicationsDirectory === undefined) {
      await rm(directory, { recursive: true, force: true });
    }
  };
  // Once: a second signal finds no handler and ends the process as signals do.
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

function sentenceOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return 'The port is in use; --port chooses another, and --port 0 any that is free.';
    case 'EACCES':
      return 'The address, the port or the directory of the applications may not be used by this user.';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'The host is no address of this machine.';
    default:
      return message;
  }
}

const commandLine = readCommandLine(process.argv.slice(2), process.env, (file) => readFileSync(file, 'utf8'));
switch (commandLine.kind) {
  case 'help':
    console.log(help());
    break;
  case 'wrong':
    console.error(commandLine.sentences.join('\n'));
    process.exitCode = USAGE_ERROR;
    break;
  case 'start':
    await run(commandLine).catch((error: unknown) => {
      console.error(sentenceOf(error));
      process.exitCode = 1;
    });
}

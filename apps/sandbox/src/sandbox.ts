import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';
import type { Log } from '#libs/observability';
import {
  DeadlineError,
  Interrupted,
  KafkaUnavailableError,
  onInterruption,
  ProgramEndedError,
} from '#libs/testbed';
import { isRight } from './check/verdict.js';
import type { Mode } from './command-line.js';
import { runLive } from './modes/live.js';
import { runOnce } from './modes/once.js';
import { eventToEdit } from './samples/event-to-edit.js';
import { SimulatedWorld } from './samples/simulated-world.js';
import { SandboxError } from './sandbox.errors.js';
import { Publisher } from './stream/publisher.js';
import { startSandboxTestbed } from './testbed/sandbox-testbed.js';
import { foreignVariables, sayIgnored } from './testbed/service-settings.js';
import { bannerOf } from './view/banner.js';
import type { Screen } from './view/screen.js';
import { summaryOf } from './view/summary.js';

const EXIT = { ok: 0, wrong: 1, interrupted: 130 } as const;

export interface Terminal {
  readonly screen: Screen;
  readonly env: NodeJS.ProcessEnv;
  /** Where `.sandbox` is to be. */
  readonly folder: string;
}

/** @returns the exit code. Whatever it is, nothing that was started is left. */
export async function runSandbox(mode: Mode, terminal: Terminal): Promise<number> {
  const { screen, env } = terminal;
  let leaveAtOnce = (): void => undefined;
  using interruption = onInterruption(() => {
    leaveAtOnce();
    process.exit(EXIT.interrupted);
  });
  interruption.signal.addEventListener('abort', () => screen.line('Stopping … (Ctrl-C again: at once)'));
  const ignored = foreignVariables(env);
  if (ignored.length > 0) {
    screen.line(styleText('yellow', sayIgnored(ignored)));
  }
  try {
    return await runIn(mode, terminal, interruption.signal, (leave) => {
      leaveAtOnce = leave;
    });
  } catch (error) {
    // Where stopping failed as well, what made it stop is the news.
    const cause: unknown = error instanceof SuppressedError ? error.suppressed : error;
    if (cause instanceof Interrupted) {
      return mode.kind === 'live' ? EXIT.ok : EXIT.interrupted;
    }
    screen.close();
    console.error(styleText('red', sentenceFor(cause), { stream: process.stderr }));
    return EXIT.wrong;
  } finally {
    screen.close();
  }
}

async function runIn(
  mode: Mode,
  { screen, env, folder }: Terminal,
  interrupted: AbortSignal,
  onStarted: (leaveAtOnce: () => void) => void,
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const log = progressOn(screen);
  const testbed = await startSandboxTestbed(stack, { folder, env, signal: interrupted, log, onStarted });
  const signal = AbortSignal.any([interrupted, testbed.service.ended]);
  const world = new SimulatedWorld(testbed.simulator);
  const publisher = stack.use(await Publisher.open(testbed.kafka, testbed.connection.topics));
  switch (mode.kind) {
    case 'live': {
      await testbed.folder.write('event.json', eventToEdit(world));
      bannerOf(testbed.connection).forEach((line) => screen.line(line));
      const { eventsPerSecond } = mode;
      await runLive({ testbed, world, publisher, screen, eventsPerSecond, signal });
      return EXIT.ok;
    }
    case 'once': {
      const verdict = await runOnce({ testbed, world, publisher, screen, signal });
      screen.close();
      summaryOf(verdict).forEach((line) => screen.line(line));
      return isRight(verdict) ? EXIT.ok : EXIT.wrong;
    }
  }
}

function progressOn(screen: Screen): Log {
  return {
    debug: () => undefined,
    info: (_, message) => screen.line(message),
    warn: (_, message) => screen.line(styleText('yellow', message)),
    error: (_, message) => screen.line(styleText('red', message)),
  };
}

/** A sentence for what a person can mend, and everything there is for what they cannot. */
function sentenceFor(error: unknown): string {
  if (error instanceof SandboxError || error instanceof KafkaUnavailableError) {
    return error.message;
  }
  if (error instanceof ProgramEndedError || error instanceof DeadlineError) {
    // They quote the log of the service, which is JSON.
    const pretty = prettyFactory({ colorize: false });
    return error.message
      .split('\n')
      .map((line) => (line.startsWith('{') ? pretty(line).trimEnd() : line))
      .join('\n');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

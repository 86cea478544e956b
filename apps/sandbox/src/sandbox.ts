import { KafkaUnavailableError } from '#libs/testbed';
import type { Log } from '#libs/observability';
import { isRight } from './check/verdict.js';
import { EXIT } from './exit.js';
import { foreignVariables, sayIgnored } from './house/foreign-variables.js';
import { openHouse } from './house/open-house.js';
import { onInterruption } from './interruption.js';
import { Dashboard } from './modes/dashboard.js';
import { runLive } from './modes/live.js';
import { runOnce } from './modes/once.js';
import { eventToEdit } from './samples/event-to-edit.js';
import { SimulatedWorld } from './samples/simulated-world.js';
import { InterruptedError, SandboxError } from './sandbox.errors.js';
import { Publisher } from './stream/publisher.js';
import { bannerOf } from './view/banner.js';
import type { Paint } from './view/colours.js';
import type { Screen } from './view/screen.js';
import { summaryOf } from './view/summary.js';

export type Mode = { readonly kind: 'live'; readonly eventsPerSecond: number } | { readonly kind: 'once' };

export interface Terminal {
  readonly screen: Screen;
  readonly paint: Paint;
  readonly env: NodeJS.ProcessEnv;
  /** Where `.sandbox` is to be. */
  readonly folder: string;
}

/** @returns the exit code. Whatever it is, nothing that was started is left. */
export async function runSandbox(mode: Mode, terminal: Terminal): Promise<number> {
  const { screen, paint, env } = terminal;
  let leaveAtOnce = (): void => undefined;
  using interruption = onInterruption(() => {
    leaveAtOnce();
    process.exit(EXIT.interrupted);
  });
  interruption.signal.addEventListener('abort', () => screen.line('Stopping … (Ctrl-C again: at once)'));
  const ignored = foreignVariables(env);
  if (ignored.length > 0) {
    screen.line(paint('warn', sayIgnored(ignored)));
  }
  try {
    return await runIn(mode, terminal, interruption.signal, (leave) => {
      leaveAtOnce = leave;
    });
  } catch (error) {
    // Where stopping failed as well, what made it stop is the news.
    const cause: unknown = error instanceof SuppressedError ? error.suppressed : error;
    if (cause instanceof InterruptedError) {
      return mode.kind === 'live' ? EXIT.ok : EXIT.interrupted;
    }
    screen.close();
    console.error(paint('bad', sentenceFor(cause)));
    return EXIT.wrong;
  } finally {
    screen.close();
  }
}

async function runIn(
  mode: Mode,
  { screen, paint, env, folder }: Terminal,
  interrupted: AbortSignal,
  onOpened: (leaveAtOnce: () => void) => void,
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const log = progressOn(screen, paint);
  const house = await openHouse(stack, { folder, env, signal: interrupted, log, onOpened });
  const signal = AbortSignal.any([interrupted, house.service.ended]);
  const world = new SimulatedWorld(house.simulator);
  const publisher = stack.use(await Publisher.open(house.kafka, house.connection.topics));
  switch (mode.kind) {
    case 'live': {
      await house.folder.write('event.json', eventToEdit(world));
      bannerOf(house.connection, paint).forEach((line) => screen.line(line));
      const { eventsPerSecond } = mode;
      await runLive({ house, world, publisher, screen, paint, eventsPerSecond, signal });
      return EXIT.ok;
    }
    case 'once': {
      const dashboard = new Dashboard(screen, paint);
      const verdict = await runOnce({ house, world, publisher, dashboard, signal });
      screen.close();
      summaryOf(verdict, screen.columns, paint).forEach((line) => screen.line(line));
      return isRight(verdict) ? EXIT.ok : EXIT.wrong;
    }
  }
}

function progressOn(screen: Screen, paint: Paint): Log {
  return {
    debug: () => undefined,
    info: (_, message) => screen.line(message),
    warn: (_, message) => screen.line(paint('warn', message)),
    error: (_, message) => screen.line(paint('bad', message)),
  };
}

/** A sentence for what a person can mend, and everything there is for what they cannot. */
function sentenceFor(error: unknown): string {
  if (error instanceof SandboxError || error instanceof KafkaUnavailableError) {
    return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { Duplex } from 'node:stream';

/**
 * The JVM must not outlive us, whatever ends us: Ctrl-C, SIGTERM, a crash, kill -9. No handler of
 * ours can promise that, so a shell stands guard: it holds the read end of a pipe of which we hold
 * the write end, and the kernel closes ours when we are gone. `read` then fails, and the shell kills
 * the JVM and removes the folder. A line on the pipe dismisses it: the JVM has ended before us.
 */
const GUARD = `
folder=$1; shift
"$@" </dev/null 3<&- 4>&- &
jvm=$!
{
  if read -r dismissed <&3; then exit 0; fi
  kill -9 "$jvm"
  while kill -0 "$jvm"; do sleep 0.1; done
  rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
} >/dev/null 2>&1 4>&- &
exec 3<&-
echo "$jvm" >&4
exec 4>&-
wait "$jvm"
`;

export interface GuardedProcess {
  /** Of the program itself, not of its guard. */
  readonly pid: number;
  /** Settles when the program has ended, with its exit code (128 + n for signal n). Never rejects. */
  readonly exited: Promise<number>;
}

export interface GuardedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Appended to; both streams. */
  readonly logFile: string;
  /** Removed if this process dies before the program does. */
  readonly folder: string;
}

export const spawnGuarded = async ({
  command,
  args,
  logFile,
  folder,
}: GuardedCommand): Promise<GuardedProcess> => {
  await using log = await open(logFile, 'a');
  const guard = spawn('/bin/sh', ['-c', GUARD, 'embedded-kafka-guard', folder, command, ...args], {
    // A session of its own: a terminal's Ctrl-C goes to us, and reaches the JVM by our end.
    detached: true,
    // The leash is not stdin, which Node closes by itself as soon as the guard has ended.
    stdio: ['ignore', log.fd, log.fd, 'pipe', 'pipe'],
  });
  const [, , , leash, pidPipe] = guard.stdio;
  if (!(leash instanceof Duplex) || !(pidPipe instanceof Duplex)) {
    throw new Error('The guard of a broker has no pipes');
  }
  // A dismissed guard may be gone before it has read the line.
  leash.on('error', () => undefined);
  const exited = new Promise<number>((resolve) => {
    guard.once('exit', (code) => {
      leash.end('dismissed\n');
      resolve(code ?? 1);
    });
  });

  await once(guard, 'spawn');
  const [line] = (await once(pidPipe, 'data')) as [Buffer];
  pidPipe.destroy();
  return { pid: Number(line.toString()), exited };
};

import { readFileSync } from 'node:fs';
import { EXIT } from './cli/cli-error.js';
import { codeOf } from '#libs/async';
import { run } from './run.js';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Once: a second signal ends it at once.
  process.once(signal, () => interrupted.abort(new Error(signal)));
}
function endUnwritten({ code = 'unknown error' }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') {
    // "revokerctl tail | head": who reads has seen enough.
    process.exit(EXIT.ok);
  }
  process.stderr.write(`The output cannot be written (${code}).\n`);
  process.exit(EXIT.fault);
}
process.stdout.on('error', endUnwritten);

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const exitCode = await run(process.argv.slice(2), {
  env: process.env,
  folder: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  readFile: (path) => readFileSync(path, 'utf8'),
  isAlive,
  now: Date.now,
});
// A connection that was given up may still be open: it must not hold the result back.
process.stdout.write('', (error) => (error ? endUnwritten(error) : process.exit(exitCode)));

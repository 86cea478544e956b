import { EXIT_BAD_SETTINGS } from './exit-codes.js';

/** zstd is in `node:zlib` since then; got needs 22. */
const OLDEST_NODE = [22, 15] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `The service needs Node.js ${OLDEST_NODE.join('.')} or newer, and is built for 24; this is ${process.versions.node}.\n`,
  );
  process.exit(EXIT_BAD_SETTINGS);
}
// Not before: on an older Node the imports themselves would fail, with a message that does not help.
const { start } = await import('./start.js');
await start();

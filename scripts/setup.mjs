// Runs before every npm script that needs the project set up: installs what the
// lock file says and builds, and only if something changed since the last time.
//
// It must run on the Node that a fresh machine has (>= 20) and use nothing but
// built-ins: node_modules may not exist yet. The scripts after it run on the
// Node 24 that is a dev dependency.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.setup-stamp');

const fail = (sentence) => {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
};

const run = (what, command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) {
    fail(`${what} needs ${command}, which could not be started (${error.code}).`);
  }
  if (status !== 0) {
    fail(`${what} failed; the lines above say why.`);
  }
};

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  fail(`This project needs Node.js 20 or newer to set itself up; this is ${process.versions.node}.`);
}

// The lock file repeats the dependencies of package.json; npm ci checks that they agree.
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stdout.write('Installing the dependencies of package-lock.json …\n');
  run('The installation', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

mkdirSync(join(root, 'dist'), { recursive: true });
// The native compiler; tsc itself decides what is stale (incremental), with the project's own Node.
run('The build', join(root, 'node_modules', '.bin', 'node'), [
  join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc'),
  '-p',
  'tsconfig.build.json',
]);

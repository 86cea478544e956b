// Runs before every npm script that needs the project set up: installs what the
// lock file says and builds, and only if something changed since the last time.
//   node scripts/setup.mjs           all of it
//   node scripts/setup.mjs run       what it takes to build and run, on a fresh clone: the rest is for tests
//   node scripts/setup.mjs sandbox   the same, and Kafka's jars meanwhile
//
// It must run on the Node that a fresh machine has (>= 20) and use nothing but
// built-ins: node_modules may not exist yet. The scripts after it run on the
// Node 24 that is a dev dependency.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchKafkaJars } from './kafka-jars.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.setup-stamp');
/** Of the dev dependencies, those that build and run: Node itself, the compiler, and what starts a container. */
const TO_RUN = ['node', '@typescript/native', '@types/node', 'testcontainers'];
const INSTALL = ['--no-audit', '--no-fund', '--loglevel=error'];
const TOLD_EVERY_MS = 5_000;

const tell = (line) => process.stdout.write(`${line}\n`);

const fail = (sentence) => {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
};

const run = (what, command, args, cwd = root) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', ({ code }) => fail(`${what} needs ${command}, which could not be started (${code}).`));
    child.on('exit', (status) =>
      status === 0 ? resolve() : fail(`${what} failed; the lines above say why.`),
    );
  });

/** Says every few seconds how far an installation has come: npm does so on a terminal only. */
async function withProgress(folder, work) {
  const count = () => {
    try {
      return readdirSync(folder).reduce(
        (sum, name) => sum + (name.startsWith('@') ? readdirSync(join(folder, name)).length : 1),
        0,
      );
    } catch {
      return 0;
    }
  };
  const started = performance.now();
  const told = setInterval(() => {
    tell(`… ${Math.round((performance.now() - started) / 1000)} s, ${count()} packages`);
  }, TOLD_EVERY_MS);
  await work();
  clearInterval(told);
}

/** All dependencies. The lock file repeats those of package.json; npm ci checks that they agree. */
async function installAll() {
  tell('Installing the dependencies of package-lock.json …');
  await withProgress(modules, () => run('The installation', 'npm', ['ci', ...INSTALL]));
}

/**
 * The dependencies, and of the dev dependencies those `TO_RUN`, in the versions of the lock
 * file: a fifth of all. Beside its place first, so that what is there is always whole.
 */
async function installToRun() {
  tell('Installing what it takes to run, of package-lock.json …');
  const folder = mkdtempSync(join(root, '.setup-'));
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    manifest.devDependencies = Object.fromEntries(
      TO_RUN.map((name) => [name, manifest.devDependencies[name]]),
    );
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    for (const name of ['package-lock.json', '.npmrc']) {
      if (existsSync(join(root, name))) {
        copyFileSync(join(root, name), join(folder, name));
      }
    }
    await withProgress(join(folder, 'node_modules'), () =>
      run('The installation', 'npm', ['install', '--no-save', ...INSTALL], folder),
    );
    rmSync(modules, { recursive: true, force: true });
    renameSync(join(folder, 'node_modules'), modules);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What has been installed: `run <hash>`, or the hash alone for all of it. */
function installed(wanted) {
  const found = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  const of = found.startsWith('run ') ? 'run' : found === '' ? 'nothing' : 'all';
  return { of, isCurrent: found.split(' ').at(-1) === wanted };
}

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  fail(`This project needs Node.js 20 or newer to set itself up; this is ${process.versions.node}.`);
}

const [wish = 'all'] = process.argv.slice(2);
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const before = installed(wanted);
// Whatever has been installed by hand is completed, not cut down.
const level = wish !== 'all' && (before.of === 'run' || !existsSync(modules)) ? 'run' : 'all';

const jars = wish === 'sandbox' ? fetchKafkaJars(root, tell) : undefined;
if (!before.isCurrent || (level === 'all' && before.of !== 'all')) {
  await (level === 'run' ? installToRun() : installAll());
  writeFileSync(stamp, level === 'run' ? `run ${wanted}` : wanted);
}

mkdirSync(join(root, 'dist'), { recursive: true });
// The native compiler; tsc itself decides what is stale (incremental), with the project's own Node.
await run('The build', join(modules, '.bin', 'node'), [
  join(modules, '@typescript', 'native', 'bin', 'tsc'),
  '-p',
  'tsconfig.build.json',
  // The types of what only tests and generators use are not there.
  ...(level === 'run' ? ['--noCheck'] : []),
]);
await jars;

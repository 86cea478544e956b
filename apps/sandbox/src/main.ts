import { tellUsage } from '#libs/testbed';
import { readMode } from './command-line.js';
import { runSandbox } from './sandbox.js';
import { Screen } from './view/screen.js';

const mode = readMode(process.argv.slice(2));
if (mode.kind === 'options') {
  const screen = new Screen(process.stdout);
  process.exit(await runSandbox(mode.options, { screen, env: process.env, folder: process.cwd() }));
}
tellUsage(mode);

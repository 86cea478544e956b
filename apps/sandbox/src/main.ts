import { readArguments, USAGE } from './command-line/arguments.js';
import { EXIT } from './exit.js';
import { runSandbox } from './sandbox.js';
import { paintFor } from './view/colours.js';
import { screenOn } from './view/screen.js';

async function main(): Promise<number> {
  const mode = readArguments(process.argv.slice(2));
  switch (mode.kind) {
    case 'help':
      console.log(USAGE);
      return EXIT.ok;
    case 'refused':
      console.error(`${mode.sentence}\n\n${USAGE}`);
      return EXIT.usage;
    case 'live':
    case 'once':
      return runSandbox(mode, {
        screen: screenOn(process.stdout),
        paint: paintFor(process.stdout, process.env),
        env: process.env,
        folder: process.cwd(),
      });
  }
}

process.exit(await main());

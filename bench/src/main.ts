import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { catalogue } from './cells/catalogue.js';
import { readArguments, USAGE } from './command-line.js';
import { chosenCells } from './chosen-cells.js';
import { measure } from './measure-cells.js';
import { figuresPage } from './report/figures-page.js';
import { readReports, renderInto } from './report/render.js';

const RESULTS = join(import.meta.dirname, '../../../bench/results');
const QUICK_SCALE = 0.2;
const USAGE_ERROR = 2;

const args = readArguments(process.argv.slice(2));
switch (args.kind) {
  case 'help':
    console.log(USAGE);
    break;
  case 'list':
    catalogue(1).forEach(({ name, title }) => console.log(`${name.padEnd(28)}${title}`));
    break;
  case 'refused':
    console.error(`${args.sentence}\n\n${USAGE}`);
    process.exitCode = USAGE_ERROR;
    break;
  case 'render': {
    const report = await readReports(args.files);
    if (args.into === undefined) {
      console.log(figuresPage(report));
    } else {
      await renderInto(args.into, report);
    }
    break;
  }
  case 'measure': {
    const all = catalogue(args.size === 'quick' ? QUICK_SCALE : 1);
    const cells = chosenCells(all, args.cells, args.baselines);
    if (cells.length === 0) {
      console.error('No cell has such a name; --list shows them.');
      process.exitCode = USAGE_ERROR;
      break;
    }
    const { command, runs, keep } = args;
    const report = await measure(cells, { runs, command, keep, print: (text) => console.log(text) });
    const file = args.out ?? join(RESULTS, `${report.startedAt.replaceAll(':', '-').slice(0, 19)}.json`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(figuresPage(report));
    console.log(`\nAll figures: ${file}`);
  }
}

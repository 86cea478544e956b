import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tellUsage } from '#libs/testbed';
import { catalogue } from './cells/catalogue.js';
import { chosenCells } from './chosen-cells.js';
import { readBenchOptions, type BenchOptions } from './command-line.js';
import { measure } from './measure-cells.js';
import { figuresPage } from './report/figures-page.js';
import { readReports, renderInto } from './report/render.js';

const RESULTS = join(import.meta.dirname, '../../../bench/results');
const QUICK_SCALE = 0.2;
const USAGE_ERROR = 2;

const commandLine = readBenchOptions(process.argv.slice(2));
if (commandLine.kind === 'options') {
  await run(commandLine.options);
} else {
  tellUsage(commandLine);
}

async function run(options: BenchOptions): Promise<void> {
  switch (options.kind) {
    case 'list':
      catalogue(1).forEach(({ name, title }) => console.log(`${name.padEnd(28)}${title}`));
      return;
    case 'render': {
      const report = await readReports(options.files);
      if (options.into === undefined) {
        console.log(figuresPage(report));
      } else {
        await renderInto(options.into, report);
      }
      return;
    }
    case 'measure': {
      const all = catalogue(options.size === 'quick' ? QUICK_SCALE : 1);
      const cells = chosenCells(all, options.cells, options.baselines);
      if (cells.length === 0) {
        console.error('No cell has such a name; --list shows them.');
        process.exitCode = USAGE_ERROR;
        return;
      }
      const report = await measure(cells, { ...options, print: (text) => console.log(text) });
      const file = options.out ?? join(RESULTS, `${report.startedAt.replaceAll(':', '-').slice(0, 19)}.json`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
      console.log(figuresPage(report));
      console.log(`\nAll figures: ${file}`);
    }
  }
}

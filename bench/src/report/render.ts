import { readFile, writeFile } from 'node:fs/promises';
import { figuresPage } from './figures-page.js';
import type { Report } from './report.js';

const BEGIN = '<!-- figures of the benchmark -->';
const END = '<!-- end of the figures -->';

/** What several commands have measured on one machine, as one report; of a cell that was measured twice the last counts. */
export async function readReports(files: readonly string[]): Promise<Report> {
  const reports = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Report),
  );
  const last = reports.at(-1);
  if (!last) {
    throw new Error('No file of results was named.');
  }
  const cells = new Map(reports.flatMap((report) => report.cells.map((cell) => [cell.cell, cell])));
  const command = reports.map((report) => report.command).join('`, `');
  return { ...last, command, cells: [...cells.values()] };
}

/** Puts the figures between the markers of a page. @throws where it has none */
export async function renderInto(page: string, report: Report): Promise<void> {
  const text = await readFile(page, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new Error(`${page} does not say where the figures go: ${BEGIN} … ${END}`);
  }
  const head = text.slice(0, begin + BEGIN.length);
  await writeFile(page, `${head}\n\n${figuresPage(report)}\n\n${text.slice(end)}`);
}

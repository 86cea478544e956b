import type { CellReport } from './report.js';

const SIGNIFICANT = 3;

export function readable(value: number): string {
  if (!Number.isFinite(value)) {
    return '–';
  }
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(SIGNIFICANT)));
}

/** A cell as lines for a terminal. */
export function cellLines({ cell, title, figures, targets, timesBaseline, runs }: CellReport): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length), 0);
  const rows = Object.entries(figures).map(([name, { min, median, max }]) => {
    const target = targets.find(({ metric }) => metric === name);
    const aim = target ? `   ${target.rule} ${readable(target.value)}: ${target.verdict}` : '';
    const spread = runs.length > 1 ? `   (${readable(min)} – ${readable(max)})` : '';
    return `  ${name.padEnd(width)}  ${readable(median).padStart(9)}${spread}${aim}`;
  });
  const failures = runs.flatMap(({ failure }) => (failure === undefined ? [] : [`  no figures: ${failure}`]));
  const ratio =
    timesBaseline === undefined
      ? []
      : [`  ${'× baseline'.padEnd(width)}  ${readable(timesBaseline).padStart(9)}`];
  const loads = runs.map(({ loadAverage }) => readable(loadAverage)).join(', ');
  return [
    `${cell}: ${title}`,
    ...rows,
    ...ratio,
    ...failures,
    `  load average before each run: ${loads}`,
    '',
  ].join('\n');
}

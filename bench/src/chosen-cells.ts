import type { Cell } from './cell.js';

/** By name, or by the beginning of a name; in the order of the catalogue. */
export function chosenCells(
  cells: readonly Cell[],
  patterns: readonly string[],
  theirBaselines: 'measured' | 'left out',
): readonly Cell[] {
  const matches = ({ name }: Cell): boolean =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  const chosen = cells.filter(matches);
  if (theirBaselines === 'left out') {
    return chosen;
  }
  const baselines = new Set(chosen.map(({ baseline }) => baseline));
  return cells.filter((cell) => chosen.includes(cell) || baselines.has(cell.name));
}

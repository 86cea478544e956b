import type { Problem } from '#libs/settings';

/** The lines of a refused start, for people: names and rules. */
export function printProblems(problems: readonly Problem[], write: (line: string) => void): void {
  const count = problems.length === 1 ? 'one setting is' : `${problems.length} settings are`;
  write(
    `The service was not started: ${count} wrong. Every setting is explained in docs/reference/settings.md.\n`,
  );
  for (const { name, rule } of problems) {
    write(`  ${name} ${rule.replaceAll('`', '')}\n`);
  }
}

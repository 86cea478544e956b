import type { Command } from 'commander';

export interface LeafWords {
  readonly summary: string;
  /** Paragraphs below the usage. */
  readonly description: string;
  /** Command lines without `revokerctl`, each with what it is for. */
  readonly examples: readonly (readonly [commandLine: string, what: string])[];
  /** The one that is meant where its parent is given no other. */
  readonly isDefault?: true;
}

/** A command that does something: they all have `--json` and examples in their help. */
export function leaf(parent: Command, usage: string, words: LeafWords): Command {
  const { summary, description, examples, isDefault = false } = words;
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  revokerctl ${line.padEnd(width)}  # ${what}`);
  return parent
    .command(usage, { isDefault })
    .summary(summary)
    .description(description)
    .option('--json', 'JSON to read by a program, an object a line')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

import { SETTING_GROUPS, type Setting } from '#libs/settings';
import { createMetrics } from '#libs/observability';

/** The generated part of docs/reference/settings.md: a table for each group. */
export function settingsReference(): string {
  return Object.entries(SETTING_GROUPS)
    .map(([group, settings]) => {
      const rows = Object.entries(settings).map(([name, setting]) => [
        nameOf(name, setting),
        defaultOf(setting),
        setting.meaning,
        setting.rule,
      ]);
      return `## ${group}\n\n${markdownTable(['Name', 'Default', 'Meaning', 'Must be'], rows)}`;
    })
    .join('\n\n');
}

/** All of `.env.example`: what must be set is set, everything else is there as a comment with its default. */
export function envExample(): string {
  const sections = Object.entries(SETTING_GROUPS).map(([group, settings]) =>
    [`### ${group}`, ...Object.entries(settings).map(([name, setting]) => entryOf(name, setting))].join(
      '\n\n',
    ),
  );
  return `# Settings of the service. Start with: node --env-file=.env dist/apps/revoker/src/main.js
# This file is written from the table in libs/settings, as is docs/reference/settings.md.
# PINGONE_REGION (or both URLs) and the credentials of the worker application have to be set as well.

${sections.join('\n\n')}
`;
}

function nameOf(name: string, { reads }: Setting): string {
  return reads === 'secret' ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``;
}

function defaultOf({ required, default: text, unset }: Setting): string {
  return required ? '**required**' : text === undefined ? `not set: ${unset}` : `\`${text}\``;
}

function entryOf(name: string, setting: Setting): string {
  const { reads, required, meaning, rule, default: text, unset, example } = setting;
  return [
    `# ${plain(meaning)}`,
    `# Must be ${plain(rule)}.`,
    ...(unset === undefined ? [] : [`# Not set: ${plain(unset)}.`]),
    `${required ? '' : '#'}${name}${reads === 'secret' ? '_FILE' : ''}=${text ?? example ?? ''}`,
  ].join('\n');
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** A table in the layout that prettier gives it, so that a generated page passes the format check. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...escaped.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [
    line(header),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...escaped.map(line),
  ].join('\n');
}

/** The generated part of docs/reference/metrics.md: what the service counts, without the metrics of the process. */
export function metricsReference(): string {
  const rows = createMetrics()
    .registry.getMetricsAsArray()
    .map((metric) => [`\`${metric.name}\``, String(metric.type), labelsOf(metric), metric.help]);
  return markdownTable(['Name', 'Type', 'Labels', 'Meaning'], rows);
}

/** prom-client keeps the names of labels on the metric, but not in its types. */
function labelsOf(metric: object): string {
  const names = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
  return names.map((name) => `\`${String(name)}\``).join(', ');
}

import { SETTING_GROUPS, type Setting } from '#libs/settings';
import { markdownTable } from './markdown-table.js';

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

import { Environment } from '../settings/environment.dto.js';
import { describeSettings, type SettingDescription } from '../settings/setting.decorator.js';
import { markdownTable } from './markdown-table.js';

/** The generated part of docs/reference/settings.md: a table for each group. */
export function settingsReference(): string {
  return groups()
    .map(([group, settings]) => {
      const rows = settings.map((setting) => [
        nameOf(setting),
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
  const sections = groups().map(([group, settings]) =>
    [`### ${group}`, ...settings.map((setting) => entryOf(setting))].join('\n\n'),
  );
  return `# Settings of the service. Start with: node --env-file=.env dist/apps/revoker/src/main.js
# This file is written from apps/revoker/src/settings/environment.dto.ts, as is docs/reference/settings.md.
# PINGONE_REGION (or both URLs) and the credentials of the worker application have to be set as well.

${sections.join('\n\n')}
`;
}

function groups(): readonly (readonly [string, readonly SettingDescription[]])[] {
  return [...Map.groupBy(describeSettings(Environment), ({ group }) => group)];
}

function nameOf({ name, reads }: SettingDescription): string {
  return reads === 'secret' ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``;
}

function defaultOf({ required, default: text, unset }: SettingDescription): string {
  return required ? '**required**' : text === undefined ? `not set: ${unset ?? ''}` : `\`${text}\``;
}

function entryOf(setting: SettingDescription): string {
  const { name, reads, required, meaning, rule, default: text, example } = setting;
  const value = text ?? example ?? '';
  return [
    `# ${plain(meaning)}`,
    `# Must be ${plain(rule)}.`,
    ...(required || text !== undefined ? [] : [`# Not set: ${plain(setting.unset ?? '')}.`]),
    `${required ? '' : '#'}${name}${reads === 'secret' ? '_FILE' : ''}=${value}`,
  ].join('\n');
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { REPOSITORY } from '../support/examples.js';
import { asyncApi } from './asyncapi.js';
import { renderPage } from './documentation.js';
import { jsonSchemaOf, ROOT_SCHEMAS } from './json-schema.js';

const PAGES = ['docs/reference/events.md', 'docs/reference/outcomes.md'];

/** What is generated and checked in: paths from the root of the repository, with their content as text. */
export async function artifacts(): Promise<ReadonlyMap<string, string>> {
  const contents: readonly (readonly [string, string])[] = [
    ...Object.entries(ROOT_SCHEMAS).map(
      ([name, root]) =>
        [`libs/contracts/schemas/${name}.json`, JSON.stringify(jsonSchemaOf(name, root))] as const,
    ),
    ['docs/reference/asyncapi.json', JSON.stringify(asyncApi())],
    ...PAGES.map((page) => [page, renderPage(readFileSync(join(REPOSITORY, page), 'utf8'))] as const),
  ];
  const formatted = contents.map(async ([path, content]) => {
    const filepath = join(REPOSITORY, path);
    return [path, await format(content, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return new Map(await Promise.all(formatted));
}

import { asyncApi } from './asyncapi.js';
import { jsonSchemaOf, ROOT_SCHEMAS, type JsonSchema } from './json-schema.js';

/** What is generated and checked in: paths from the root of the repository, with their content. */
export function artifacts(): ReadonlyMap<string, JsonSchema> {
  const schemas = Object.entries(ROOT_SCHEMAS).map(
    ([name, root]) => [`libs/contracts/schemas/${name}.json`, jsonSchemaOf(name, root)] as const,
  );
  return new Map([...schemas, ['docs/reference/asyncapi.json', asyncApi()]]);
}

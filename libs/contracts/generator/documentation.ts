import { recordExampleNamed, outcomeExampleNamed } from '../support/examples.js';
import { ROLL_UP_TABLE } from '../src/outcome/roll-up.js';
import { fieldsOf, type ContractClass } from '../src/schema/describe.js';
import { nestedClasses, ROOT_SCHEMAS, schemaOfClass, type JsonSchema } from './json-schema.js';

const BLOCK = /(<!-- generated: (?<kind>[a-z-]+) ?(?<argument>\S*) -->\n)[\s\S]*?(<!-- \/generated -->)/g;

/** A page of the documentation with its generated blocks written anew; the rest is left as it is. */
export function renderPage(page: string): string {
  return page.replace(BLOCK, (_, start: string, kind: string, argument: string, end: string) => {
    return `${start}\n${render(kind, argument)}\n\n${end}`;
  });
}

function render(kind: string, argument: string): string {
  switch (kind) {
    case 'fields':
      return fieldTable(argument);
    case 'record':
      return recordExample(argument);
    case 'outcome':
      return codeBlock(JSON.stringify(outcomeExampleNamed(argument).outcome));
    case 'roll-up':
      return rollUpTable();
    default:
      throw new Error(`The documentation asks for an unknown block: ${kind}`);
  }
}

function codeBlock(json: string): string {
  return ['```json', json, '```'].join('\n');
}

function recordExample(name: string): string {
  const { title, record } = recordExampleNamed(name);
  return `${title}:\n\n${codeBlock(JSON.stringify(record))}`;
}

function rollUpTable(): string {
  const rows = ROLL_UP_TABLE.map(({ when, gives }) => {
    const code = gives.code === undefined ? '' : `, with the failure \`${gives.code}\``;
    return `| ${when} | \`${gives.status}\`${code} |`;
  });
  return ['| When | Status |', '|---|---|', ...rows].join('\n');
}

function fieldTable(className: string): string {
  const type = classNamed(className);
  const schema = schemaOfClass(type, (to) => to.name) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const rows = [...fieldsOf(type)].map(([field, description]) => {
    const property = schema.properties[field] ?? {};
    const always = schema.required?.includes(field) === true ? 'always' : '';
    return `| \`${field}\` | ${typeOf(property)} | ${always} | ${description} |`;
  });
  return ['| Field | Type | There | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function classNamed(name: string): ContractClass {
  const roots = Object.values(ROOT_SCHEMAS).map(({ type }) => type);
  const found = roots.flatMap((type) => [type, ...nestedClasses(type)]).find((type) => type.name === name);
  if (found === undefined) {
    throw new Error(`The documentation asks for an unknown class: ${name}`);
  }
  return found;
}

function typeOf(schema: JsonSchema): string {
  const { type, items, format, oneOf, $ref, enum: values } = schema;
  if (Array.isArray(values)) {
    return values.map((value) => `\`${String(value)}\``).join(', ');
  }
  if (typeof $ref === 'string') {
    return $ref;
  }
  if (Array.isArray(oneOf)) {
    return oneOf.map((one) => typeOf(one as JsonSchema)).join(', ');
  }
  if (type === 'array') {
    return `list of ${typeOf(items as JsonSchema)}`;
  }
  if (Array.isArray(type)) {
    return type.join(' or ');
  }
  return typeof format === 'string' ? format : String(type);
}

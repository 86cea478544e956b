import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { SessionTerminated } from '../src/inbound/session-terminated.js';
import { UserDeprovisioned } from '../src/inbound/user-deprovisioned.js';
import { RevocationCompleted } from '../src/outcome/revocation-completed.js';
import { exactlyOneOfRules, fieldsOf, nestedTypesOf, type ContractClass } from '../src/schema/describe.js';
import type { RuleName } from '../src/schema/rules.js';

export type JsonSchema = Record<string, unknown>;

interface RootSchema {
  readonly type: ContractClass;
  readonly title: string;
  readonly description: string;
}

/** The data of the events, by the default names of their topics. */
export const ROOT_SCHEMAS: Readonly<Record<string, RootSchema>> = {
  'user.deprovisioned': {
    type: UserDeprovisioned,
    title: 'UserDeprovisioned',
    description:
      'A person has lost their access. Unknown fields are ignored; a field that is null counts as absent. How many elements a list may have is a setting of the service.',
  },
  'session.terminated': {
    type: SessionTerminated,
    title: 'SessionTerminated',
    description:
      'A session has ended. Unknown fields are ignored; a field that is null counts as absent. How many elements a list may have is a setting of the service.',
  },
  'revocation.completed': {
    type: RevocationCompleted,
    title: 'RevocationCompleted',
    description:
      'What became of one event. Fields are absent or have a value; only counts may be null, where they are not known. Subscribers must ignore fields they do not know.',
  },
};

/** One self-contained document of JSON Schema 2020-12 for each event. */
export function jsonSchemaOf(name: string, { type, title, description }: RootSchema): JsonSchema {
  const nested = nestedClasses(type);
  const refer = (to: ContractClass): string => `#/$defs/${to.name}`;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:pingone-revocation:${name}:1`,
    title,
    description,
    ...schemaOfClass(type, refer),
    ...(nested.length === 0
      ? {}
      : { $defs: Object.fromEntries(nested.map((one) => [one.name, schemaOfClass(one, refer)])) }),
  };
}

/** Every class that is nested in this one, however deep, itself left out. */
export function nestedClasses(type: ContractClass): readonly ContractClass[] {
  const found = new Set<ContractClass>();
  const visit = (one: ContractClass): void => {
    for (const nested of [...fieldsOf(one).keys()].flatMap((field) => nestedTypesOf(one, field))) {
      if (!found.has(nested)) {
        found.add(nested);
        visit(nested);
      }
    }
  };
  visit(type);
  return [...found].sort((one, other) => one.name.localeCompare(other.name));
}

export function schemaOfClass(type: ContractClass, refer: (to: ContractClass) => string): JsonSchema {
  const generated = targetConstructorToSchema(type, {
    classValidatorMetadataStorage: getMetadataStorage(),
    additionalConverters: {
      // The library's types are those of OpenAPI 3.0, which has no lists of types.
      ...(RULES as Converters),
      [ValidationTypes.NESTED_VALIDATION]: ({ propertyName }) => {
        const references = nestedTypesOf(type, propertyName).map((nested) => ({ $ref: refer(nested) }));
        return references.length === 1 ? (references[0] ?? {}) : { oneOf: references };
      },
    },
  });
  const properties = generated.properties ?? {};
  const alternatives = exactlyOneOfRules(type).map((names) => ({
    oneOf: names.map((name) => ({ required: [name] })),
  }));
  return {
    type: 'object',
    properties: Object.fromEntries(
      [...fieldsOf(type)].map(([field, description]) => [field, { description, ...properties[field] }]),
    ),
    ...(generated.required === undefined
      ? {}
      : { required: [...fieldsOf(type).keys()].filter((field) => generated.required?.includes(field)) }),
    ...(alternatives.length === 0 ? {} : { allOf: alternatives }),
  };
}

type Converters = NonNullable<
  NonNullable<Parameters<typeof targetConstructorToSchema>[1]>['additionalConverters']
>;

interface RuleMetadata {
  readonly constraints: readonly unknown[];
}

const text = ({ constraints }: RuleMetadata): { type: 'string'; pattern: string } => ({
  type: 'string',
  pattern: String(constraints[0]),
});

const RULES: Readonly<Record<RuleName, (rule: RuleMetadata) => object>> = {
  isText: text,
  isToken: text,
  isSessionId: text,
  isSerialNumber: text,
  isSha256: text,
  isOffset: text,
  isUuid: (rule) => ({ ...text(rule), format: 'uuid' }),
  isTimestamp: (rule) => ({ ...text(rule), format: 'date-time' }),
  isCount: () => ({ type: ['integer', 'null'], minimum: 0 }),
};

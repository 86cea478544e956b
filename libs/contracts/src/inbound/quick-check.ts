import { getMetadataStorage, ValidationTypes, type ValidatorConstraintInterface } from 'class-validator';
import type { ContractClass } from '../schema/describe.js';
import { isJsonObject } from './attributes.js';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => boolean;

interface FieldRules {
  readonly field: string;
  /** `@IsOptional` is one: where one does not hold, the field is not looked at. */
  readonly conditions: readonly Condition[];
  readonly rules: readonly Rule[];
  readonly isNested: boolean;
}

interface Rule {
  readonly constraints: unknown[];
  readonly each: boolean;
  readonly validators: readonly ValidatorConstraintInterface[];
}

const compiled = new WeakMap<ContractClass, readonly FieldRules[] | 'not understood'>();

/**
 * Whether an instance certainly keeps every rule of its class. Almost all events
 * do, and class-validator takes 24 KB of garbage to find that out: it collects
 * the rules anew each time and prepares an error for every field. Here the same
 * rules, its own, are collected once. A "no" says nothing: ask class-validator.
 */
export function certainlyValid(instance: object): boolean {
  const type = instance.constructor as ContractClass;
  let fields = compiled.get(type);
  if (fields === undefined) {
    fields = compile(type);
    compiled.set(type, fields);
  }
  return fields !== 'not understood' && fields.every((rules) => keeps(rules, instance));
}

function keeps({ field, conditions, rules, isNested }: FieldRules, instance: object): boolean {
  const value = (instance as Record<string, unknown>)[field];
  if (!conditions.every((holds) => holds(instance, value))) {
    return true;
  }
  const targetName = instance.constructor.name;
  const areKept = rules.every(({ constraints, each, validators }) => {
    const args = { targetName, property: field, object: instance, value, constraints };
    const values: readonly unknown[] = each && Array.isArray(value) ? value : [value];
    return validators.every((one) => values.every((item) => one.validate(item, args) === true));
  });
  return areKept && (!isNested || areValid(value));
}

function areValid(nested: unknown): boolean {
  const items: readonly unknown[] = Array.isArray(nested) ? nested : [nested];
  return items.every((item) => isJsonObject(item) && certainlyValid(item));
}

function compile(type: ContractClass): readonly FieldRules[] | 'not understood' {
  const storage = getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(type, '', false, false);
  if (metadata.length === 0 || !metadata.every(isUnderstood)) {
    return 'not understood';
  }
  return [...Map.groupBy(metadata, ({ propertyName }) => propertyName)].map(([field, all]) => {
    const of = (kind: string): readonly Metadata[] => all.filter((one) => one.type === kind);
    return {
      field,
      conditions: of(ValidationTypes.CONDITIONAL_VALIDATION).map(
        ({ constraints }) => constraints[0] as Condition,
      ),
      rules: of(ValidationTypes.CUSTOM_VALIDATION).map(({ constraints, constraintCls, each }) => ({
        constraints: constraints as unknown[],
        each,
        validators: storage.getTargetValidatorConstraints(constraintCls).map(({ instance }) => instance),
      })),
      isNested: of(ValidationTypes.NESTED_VALIDATION).length > 0,
    };
  });
}

/** What class-validator can do besides has no meaning here, and a rule must not be passed over for that. */
function isUnderstood({ type, groups, validateIf }: Metadata): boolean {
  const isKind =
    type === ValidationTypes.CUSTOM_VALIDATION ||
    type === ValidationTypes.NESTED_VALIDATION ||
    type === ValidationTypes.CONDITIONAL_VALIDATION;
  return isKind && validateIf === undefined && ((groups as readonly string[] | undefined) ?? []).length === 0;
}

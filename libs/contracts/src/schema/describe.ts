/**
 * What class-validator has no decorator for, kept beside it: read by the
 * validation (which fields are known) and by the generator of the schemas.
 */
export type ContractClass<T extends object = object> = new () => T;

interface ClassNotes {
  readonly fields: Map<string, string>;
  readonly nested: Map<string, () => readonly ContractClass[]>;
  readonly lists: Set<string>;
  readonly exactlyOneOf: (readonly string[])[];
}

const notes = new WeakMap<object, ClassNotes>();

function notesOf(prototype: object): ClassNotes {
  let own = notes.get(prototype);
  if (own === undefined) {
    own = { fields: new Map(), nested: new Map(), lists: new Set(), exactlyOneOf: [] };
    notes.set(prototype, own);
  }
  return own;
}

/** Makes a field part of the contract: a field without a description is unknown, and ignored. */
export function Describe(text: string): PropertyDecorator {
  return (prototype, property) => {
    notesOf(prototype).fields.set(String(property), text);
  };
}

/** Of these fields one, and only one, must be there. */
export function ExactlyOneOf(...fields: readonly string[]): ClassDecorator {
  return (target) => {
    notesOf(target.prototype as object).exactlyOneOf.push(fields);
  };
}

export function noteNested(
  prototype: object,
  property: string | symbol,
  types: () => readonly ContractClass[],
): void {
  notesOf(prototype).nested.set(String(property), types);
}

/** The rules of this field are about its elements. */
export function noteList(prototype: object, property: string | symbol): void {
  notesOf(prototype).lists.add(String(property));
}

/** Whether rules of the field are about its elements; `instance` is one of a contract's class. */
export function isListOf(instance: object, field: string): boolean {
  return notesOf(Object.getPrototypeOf(instance) as object).lists.has(field);
}

/** Field names with their descriptions, in the order of the class. */
export function fieldsOf(type: ContractClass): ReadonlyMap<string, string> {
  return notesOf(type.prototype as object).fields;
}

export function exactlyOneOfRules(type: ContractClass): readonly (readonly string[])[] {
  return notesOf(type.prototype as object).exactlyOneOf;
}

/** The classes of a nested field; empty for a plain one. */
export function nestedTypesOf(type: ContractClass, field: string): readonly ContractClass[] {
  return notesOf(type.prototype as object).nested.get(field)?.() ?? [];
}

import { fieldsOf, nestedTypesOf, type ContractClass } from '../schema/describe.js';
import { isJsonObject, type JsonObject } from './attributes.js';

/**
 * An instance of the class with those fields of the input that the class knows.
 * Null counts as absent: many serialisers write it for a field without a value.
 */
export function pickKnown<T extends object>(type: ContractClass<T>, input: JsonObject): T {
  const picked = Object.create(type.prototype as object) as Record<string, unknown>;
  for (const field of fieldsOf(type).keys()) {
    const value = input[field];
    if (value !== undefined && value !== null) {
      const [nested] = nestedTypesOf(type, field);
      picked[field] = nested === undefined ? value : pickNested(nested, value);
    }
  }
  return picked as T;
}

function pickNested(type: ContractClass, value: unknown): unknown {
  if (!Array.isArray(value)) {
    return isJsonObject(value) ? pickKnown(type, value) : value;
  }
  // Only objects are kept: class-validator descends into lists of lists without end.
  return value.map((item: unknown) => (isJsonObject(item) ? pickKnown(type, item) : null));
}

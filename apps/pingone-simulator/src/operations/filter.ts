import { pingoneError, type ErrorDetail } from '../answers/pingone-errors.js';
import type { Answer } from '../answers/answer.js';

/** Attribute to value, of an `and` of equalities. */
export type Equalities = ReadonlyMap<string, string>;

const EQUALITY = /^\s*([\w.]+)\s+(\w+)\s+("(?:[^"\\]|\\.)*")\s*$/;

const invalidFilter = (supportedAttributes: readonly string[]): Answer => {
  const detail: ErrorDetail = {
    code: 'INVALID_FILTER',
    target: 'filter',
    message: 'The filter is not valid, or uses an attribute or operator that is not supported here.',
    innerError: { supportedAttributes, supportedOperators: ['eq'] },
  };
  return pingoneError(400, 'INVALID_DATA', 'The request could not be completed. The filter is not valid.', {
    details: [detail],
  });
};

/**
 * The part of SCIM filters (RFC 7644 section 3.4.2.2) that these endpoints take:
 * `attribute eq "value"`, joined by `and`.
 */
export function parseFilter(filter: string, supportedAttributes: readonly string[]): Equalities | Answer {
  const equalities = new Map<string, string>();
  for (const term of filter.split(/\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i)) {
    const [, attribute, operator, quoted] = EQUALITY.exec(term) ?? [];
    if (attribute === undefined || quoted === undefined || operator?.toLowerCase() !== 'eq') {
      return invalidFilter(supportedAttributes);
    }
    if (!supportedAttributes.includes(attribute)) {
      return invalidFilter(supportedAttributes);
    }
    try {
      equalities.set(attribute, JSON.parse(quoted) as string);
    } catch {
      return invalidFilter(supportedAttributes);
    }
  }
  return equalities;
}

export const isAnswer = (value: Equalities | Answer): value is Answer => 'status' in value;

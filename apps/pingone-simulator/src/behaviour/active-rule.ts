import { isAuthorization, type Operation } from '../operation.js';
import { seededRandom, type Random } from '../support/random.js';
import type { OperationPattern, Rule } from './rule.js';

export interface RequestFacts {
  readonly operation: Operation;
  readonly environmentId: string;
  readonly clientId: string | undefined;
}

export interface RuleReport extends Rule {
  readonly name: string;
  /** Requests that it was about. */
  readonly matched: number;
  /** Requests that it touched. */
  readonly applied: number;
}

function covers(pattern: OperationPattern, operation: Operation): boolean {
  switch (pattern) {
    case 'any':
      return true;
    case 'platform':
      return !isAuthorization(operation);
    case 'authorization':
      return isAuthorization(operation);
    default:
      return pattern === operation;
  }
}

/** A rule at work: it counts, and it throws its own dice. */
export class ActiveRule {
  readonly #random: Random;
  readonly #until: number;
  #matched = 0;
  #applied = 0;

  constructor(
    readonly rule: Rule,
    readonly name: string,
    now: number,
  ) {
    this.#random = seededRandom(rule.seed ?? 1);
    const until = rule.until === undefined ? Infinity : Date.parse(rule.until);
    this.#until = Math.min(until, rule.forMs === undefined ? Infinity : now + rule.forMs);
  }

  /** Counts the request if it is one of the rule's. */
  applies(request: RequestFacts, now: number): boolean {
    const {
      operation = ['any'],
      environmentId,
      clientId,
      probability = 1,
      skip = 0,
      times = Infinity,
    } = this.rule;
    if (
      now >= this.#until ||
      !operation.some((pattern) => covers(pattern, request.operation)) ||
      (environmentId !== undefined && environmentId !== request.environmentId) ||
      (clientId !== undefined && clientId !== request.clientId)
    ) {
      return false;
    }
    this.#matched += 1;
    if (
      this.#matched <= skip ||
      this.#applied >= times ||
      (probability < 1 && this.#random() >= probability)
    ) {
      return false;
    }
    this.#applied += 1;
    return true;
  }

  report(): RuleReport {
    return { ...this.rule, name: this.name, matched: this.#matched, applied: this.#applied };
  }
}

import type { Revocation } from '#libs/revocation';

/** Members whose values many revocations have in common: of an enumeration, of a job, of the service. */
const IN_COMMON: ReadonlySet<string> = new Set([
  ...['kind', 'at', 'by', 'sharing', 'countedBy', 'operation', 'eventType', 'cause'],
  ...['jobId', 'jobIds', 'batchId', 'transactionId', 'correlationId'],
  ...['topic', 'eventSource', 'environmentId', 'clientId'],
]);

/**
 * What JSON.parse makes has strings of its own in each revocation: a quarter of
 * what a hundred thousand restored ones keep in memory is the same few words.
 *
 * @returns the same objects, which nobody else may have seen yet: they are changed in place
 */
export class SharedStrings {
  readonly #pool = new Map<string, string>();

  in(revocation: Revocation): Revocation {
    this.#shareIn(revocation);
    return revocation;
  }

  #shareIn(value: object, listName?: string): void {
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (typeof member === 'string') {
        if (IN_COMMON.has(listName ?? name)) {
          members[name] = this.#one(member);
        }
      } else if (typeof member === 'object' && member !== null) {
        this.#shareIn(member, Array.isArray(member) ? name : undefined);
      }
    }
  }

  #one(text: string): string {
    const known = this.#pool.get(text);
    if (known === undefined) {
      this.#pool.set(text, text);
    }
    return known ?? text;
  }
}

/** Something that ends with a signal. */
export interface Abortable {
  readonly signal: AbortSignal;
}

/**
 * One listener per signal, however many wait for it. An EventTarget walks all
 * of its listeners at each addition (to find duplicates), so a hundred thousand
 * calls that wait with the process's own signal would cost minutes.
 */
export class AbortGroups<A extends Abortable> {
  readonly #groups = new Map<AbortSignal, { readonly members: Set<A>; readonly listener: () => void }>();

  constructor(private readonly onAbort: (member: A) => void) {}

  add(member: A): void {
    const known = this.#groups.get(member.signal);
    if (known) {
      known.members.add(member);
      return;
    }
    const members = new Set([member]);
    const listener = (): void => {
      this.#groups.delete(member.signal);
      for (const one of members) {
        this.onAbort(one);
      }
    };
    this.#groups.set(member.signal, { members, listener });
    member.signal.addEventListener('abort', listener, { once: true });
  }

  remove(member: A): void {
    const group = this.#groups.get(member.signal);
    if (!group?.members.delete(member) || group.members.size > 0) {
      return;
    }
    this.#groups.delete(member.signal);
    member.signal.removeEventListener('abort', group.listener);
  }
}

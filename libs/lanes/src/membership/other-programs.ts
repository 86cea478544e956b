import type { GroupMember, GroupTrouble, KafkaGroup } from '#libs/kafka';
import { whoDisturbsTheGroup, whoHoldsTheGroup } from './other-program.policy.js';

/** What is wrong with the group: what keeps us out of it, and what other programs do to it while we are in. */
export class OtherPrograms {
  /** What keeps us out of the group, as long as it does. */
  #trouble: string | undefined;
  /** What another program does to the group that we are in. */
  #disturbance: string | undefined;

  constructor(
    private readonly group: KafkaGroup,
    private readonly report: (problem: string | undefined) => void,
  ) {}

  get isKeepingUsOut(): boolean {
    return this.#trouble !== undefined;
  }

  get isDisturbing(): boolean {
    return this.#disturbance !== undefined;
  }

  keepUsOut({ kind, sentence }: GroupTrouble): void {
    this.#trouble = sentence;
    this.report(sentence);
    if (kind === 'another-program') {
      void this.#nameThem(sentence);
    }
  }

  letUsIn(): void {
    if (this.#trouble !== undefined) {
      this.#trouble = undefined;
      this.report(undefined);
    }
  }

  /** We are in the group no more. */
  left(): void {
    this.#disturbed(undefined);
  }

  /** @param isStillIn whether the member is in the group as it was when it was asked */
  async look(member: GroupMember, isStillIn: () => boolean): Promise<void> {
    try {
      const description = await member.describe();
      if (isStillIn()) {
        this.#disturbed(whoDisturbsTheGroup(this.group.id, description));
      }
    } catch {
      // No answer, no news: heartbeats tell whether the group is there.
    }
  }

  /** Which program it is that keeps us out: our member that was refused is gone by now. */
  async #nameThem(trouble: string): Promise<void> {
    const description = await this.group.describe();
    if (description && this.#trouble === trouble) {
      this.#trouble = whoHoldsTheGroup(this.group.id, description);
      this.report(this.#trouble);
    }
  }

  #disturbed(sentence: string | undefined): void {
    if (sentence !== this.#disturbance) {
      this.#disturbance = sentence;
      this.report(sentence);
    }
  }
}

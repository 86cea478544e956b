import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import { oathStep, type Effect, type TestEvent, type Testbed } from '#libs/testbed';

/** The OATH token ids that each of some events names. */
export type TokenLists = readonly (readonly string[])[];

export interface Judged {
  readonly outcomes: readonly RevocationCompleted[];
  /** Jobs that held tokens of more than one of the events. */
  readonly shared: number;
}

export interface Circumstances {
  /** What becomes of the first submit that PingOne takes. */
  readonly fate?: Effect;
  /** What the events say beside their tokens. */
  readonly data?: object;
}

/** Publishes events whose outcomes are held against what PingOne did. */
export class Verdicts {
  constructor(private readonly testbed: () => Testbed) {}

  readonly tokens = (count: number): readonly string[] =>
    this.testbed()
      .simulator.seed({ unpairedOathTokens: count })
      .unpairedOathTokens.map(({ id }) => id);

  readonly events = (count: number, each: number): TokenLists =>
    Array.from({ length: count }, () => this.tokens(each));

  /** Carries the events out, and judges their outcomes. */
  async judged(lists: TokenLists, circumstances?: Circumstances): Promise<Judged> {
    return (await this.submitted(lists, circumstances)).judged;
  }

  /** The same; resolves when PingOne has the first submit, which has met its fate. */
  async submitted(
    lists: TokenLists,
    { fate, data = {} }: Circumstances = {},
  ): Promise<{ readonly judged: Promise<Judged> }> {
    const { answers } = await this.testbed().submittedTogether(
      lists.map((ids) => naming(ids, data)),
      fate,
    );
    return { judged: answers.then((outcomes) => this.judge(lists, outcomes)) };
  }

  /**
   * Holds each outcome against PingOne's own log: what is counted was deleted by a job
   * that the outcome names, and what is gone is gone.
   */
  private judge(lists: TokenLists, outcomes: readonly RevocationCompleted[]): Judged {
    const { state } = this.testbed().simulator;
    const deleted = new Set(state.deletions().map(({ tokenId }) => tokenId));
    outcomes.forEach((outcome, index) => {
      const ids = lists[index] ?? [];
      const step = oathStep(outcome);
      const { requested, revoked, gone, remaining, unknown = 0, countedBy } = step;
      const ours = this.testbed().deletedFor(step, ids);
      const all = ids.filter((id) => deleted.has(id)).length;
      expect({ requested, sum: (gone ?? 0) + (remaining ?? 0) + unknown }).toEqual({
        requested: ids.length,
        sum: ids.length,
      });
      if (revoked !== null) {
        const [least, most] = countedBy === 'inferred' ? [all, gone ?? 0] : [ours, ours];
        expect({ countedBy, revoked, isHonest: revoked >= least && revoked <= most }).toEqual({
          countedBy,
          revoked,
          isHonest: true,
        });
      }
    });
    const shared = state
      .submits()
      .filter(({ tokenIds }) => lists.filter((ids) => ids.some((id) => tokenIds.includes(id))).length > 1);
    return { outcomes, shared: shared.length };
  }
}

export const naming = (oathTokenIds: readonly string[], data: object = {}): TestEvent => ({
  partition: 0,
  data: { userId: randomUUID(), oathTokenIds, ...data },
});

/** So many, each with all of this. */
export const all = (count: number, step: object): readonly object[] =>
  Array.from({ length: count }, () => expect.objectContaining(step) as object);

import { ActiveRule, type RequestFacts, type RuleReport } from './active-rule.js';
import type { JobFate } from './job-fate.js';
import type { Effect, Rule } from './rule.js';
import { changedSettings, DEFAULT_SETTINGS, type Settings, type SettingsChange } from './settings.js';
import type { Delay } from './delay.js';

export interface BehaviourChange {
  readonly settings?: SettingsChange;
  readonly rules?: readonly Rule[];
}

export interface BehaviourReport {
  readonly settings: Settings;
  readonly rules: readonly RuleReport[];
}

/** What is to be done to one request. */
export interface Treatment {
  readonly delays: readonly { readonly ms: Delay; readonly when: 'before' | 'after' }[];
  readonly fates: readonly JobFate[];
  readonly end: Extract<Effect, { kind: 'respond' | 'drop' }> | undefined;
  /** Of whatever is answered. */
  readonly encoding?: Extract<Effect, { kind: 'encode' }>;
}

const UNTREATED: Treatment = { delays: [], fates: [], end: undefined };

/** How the simulated PingOne behaves at the moment. */
export class Behaviour {
  #settings: Settings = DEFAULT_SETTINGS;
  #rules: readonly ActiveRule[] = [];
  #named = 0;

  constructor(private readonly clock: () => number) {}

  get settings(): Settings {
    return this.#settings;
  }

  /** @returns the names of the rules that were added or replaced. */
  change({ settings = {}, rules = [] }: BehaviourChange): readonly string[] {
    this.#settings = changedSettings(this.#settings, settings);
    const now = this.clock();
    const added = rules.map((rule) => new ActiveRule(rule, rule.name ?? this.#nextName(), now));
    const replaced = new Map(added.map((rule) => [rule.name, rule]));
    const kept = this.#rules.map((rule) => {
      const successor = replaced.get(rule.name);
      replaced.delete(rule.name);
      return successor ?? rule;
    });
    this.#rules = [...kept, ...replaced.values()];
    return added.map(({ name }) => name);
  }

  /** @returns whether there was one. */
  remove(name: string): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.name !== name);
    return this.#rules.length < before;
  }

  reset(): void {
    this.#settings = DEFAULT_SETTINGS;
    this.#rules = [];
  }

  treat(request: RequestFacts): Treatment {
    if (this.#rules.length === 0) {
      return UNTREATED;
    }
    const now = this.clock();
    const delays: { ms: Delay; when: 'before' | 'after' }[] = [];
    const fates: JobFate[] = [];
    let encoding: Pick<Treatment, 'encoding'> = {};
    for (const rule of this.#rules) {
      if (!rule.applies(request, now)) {
        continue;
      }
      const { effect } = rule.rule;
      switch (effect.kind) {
        case 'delay':
          delays.push({ ms: effect.ms, when: effect.when ?? 'before' });
          break;
        case 'job':
          fates.push(effect);
          break;
        case 'encode':
          encoding = { encoding: effect };
          break;
        case 'respond':
        case 'drop':
          return { delays, fates, end: effect, ...encoding };
      }
    }
    return { delays, fates, end: undefined, ...encoding };
  }

  report(): BehaviourReport {
    return { settings: this.#settings, rules: this.#rules.map((rule) => rule.report()) };
  }

  #nextName(): string {
    this.#named += 1;
    return `rule-${this.#named}`;
  }
}

import type { Log } from '#libs/observability';

import { ProblemLog } from '../problems/problem-log.js';
import {
  metadataRequest,
  type ProtocolRequest,
  topicRightsRequest,
  type TopicRights,
  KafkaError,
} from '#libs/kafka';
import { pause } from '#libs/async';
import { troubleOf, type NeededTopic } from './topic-trouble.policy.js';

const LOOK_MS = 1000;

export interface AccessWatchOptions {
  readonly topics: readonly NeededTopic[];
  /** One request to any node. Rejects with KafkaError where no answer comes. */
  readonly askAny: <Answer>(request: ProtocolRequest<Answer>, purpose: string) => Promise<Answer>;
  /** A topic was in trouble, and is not any more. */
  readonly onMended: () => void;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly lookMs?: number;
}

/**
 * Looks all the time whether our topics are there and our rights on them, so that
 * what is missing is named before anything fails over it (P5). A topic is in
 * trouble once two answers in a row say so: a broker that has just started may
 * know neither topics nor rights.
 */
export class AccessWatch {
  readonly #problems: ProblemLog;
  /** By topic: what the last answer said. */
  #last: ReadonlyMap<string, string> = new Map();
  #troubles: ReadonlyMap<string, string> = new Map();
  #speaksRights = true;

  constructor(private readonly options: AccessWatchOptions) {
    this.#problems = new ProblemLog(options.log);
  }

  /** One sentence for each topic; undefined while all is well. */
  get problem(): string | undefined {
    return this.#problems.problem;
  }

  troubleWith(topic: string): string | undefined {
    return this.#troubles.get(topic);
  }

  /** Until the signal ends it. */
  async run(): Promise<void> {
    const { signal, lookMs = LOOK_MS } = this.options;
    while (!signal.aborted) {
      await this.look();
      await pause(lookMs, signal);
    }
  }

  /** Never rejects: where no broker answers, nothing is known to have changed. */
  async look(): Promise<void> {
    try {
      this.#learn(await this.#ask());
    } catch (error) {
      if (!(error instanceof KafkaError)) {
        throw error;
      }
    }
  }

  async #ask(): Promise<readonly TopicRights[]> {
    const { topics, askAny } = this.options;
    const names = topics.map(({ name }) => name);
    if (this.#speaksRights) {
      try {
        return await askAny(topicRightsRequest(names), 'metadata');
      } catch (error) {
        if (!(error instanceof KafkaError) || error.code !== 'UNSUPPORTED_BROKER') {
          throw error;
        }
        this.#speaksRights = false;
      }
    }
    return (await askAny(metadataRequest(names), 'metadata')).topics;
  }

  #learn(found: readonly TopicRights[]): void {
    const byName = new Map(found.map((topic) => [topic.name, topic]));
    const now = new Map<string, string>();
    for (const topic of this.options.topics) {
      const answer = byName.get(topic.name);
      const trouble = answer && troubleOf(topic, answer);
      if (trouble !== undefined) {
        now.set(topic.name, trouble);
      }
    }
    const confirmed = new Map([...now].filter(([name]) => this.#last.has(name)));
    const isMended = [...this.#troubles.keys()].some((name) => !now.has(name));
    this.#last = now;
    this.#troubles = confirmed;
    this.#problems.report(confirmed.size === 0 ? undefined : [...confirmed.values()].join('. '));
    if (isMended) {
      this.options.onMended();
    }
  }
}

import type { TopicAdmin, TopicSpec } from '#libs/kafka';
import { messageOf, pause } from '#libs/async';
import { judgeTopics, type TopicVerdict, type WantedTopics } from './topic-check.policy.js';

const AGAIN_MS = 1000;

export type PreparedTopics = Extract<TopicVerdict, { readonly kind: 'ready' | 'refused' }>;

export interface PrepareTopicsOptions {
  readonly admin: Pick<TopicAdmin, 'describe' | 'create'>;
  readonly wanted: WantedTopics;
  /** The problem that an operator has to repair while we wait. */
  readonly report: (problem: string | undefined) => void;
  readonly signal: AbortSignal;
}

/** Waits until the topics are as they must be, creating them if it may. Rejects only with the signal's reason. */
export async function prepareTopics(options: PrepareTopicsOptions): Promise<PreparedTopics> {
  for (;;) {
    options.signal.throwIfAborted();
    const verdict = await look(options);
    switch (verdict.kind) {
      case 'ready':
      case 'refused':
        options.report(undefined);
        return verdict;
      case 'create':
        options.report(await create(options, verdict.specs));
        break;
      case 'wait':
        options.report(verdict.problems.join('. '));
        break;
    }
    await pause(verdict.kind === 'create' ? AGAIN_MS / 10 : AGAIN_MS, options.signal);
  }
}

async function look({ admin, wanted }: PrepareTopicsOptions): Promise<TopicVerdict> {
  const { inputs, outputs, ledger, commands } = wanted;
  try {
    return judgeTopics(wanted, await admin.describe([...inputs, ...outputs, ledger, commands]));
  } catch (error) {
    return { kind: 'wait', problems: [`Kafka does not answer: ${messageOf(error)}`] };
  }
}

async function create(
  { admin }: PrepareTopicsOptions,
  specs: readonly TopicSpec[],
): Promise<string | undefined> {
  try {
    const results = await admin.create(specs);
    const problems = results.flatMap((result) => {
      switch (result.kind) {
        case 'done':
        case 'unchanged':
          return [];
        case 'unauthorised':
          return [`Not authorised to create topic ${result.name}`];
        case 'refused':
          return [`Topic ${result.name} cannot be created: ${result.code} ${result.message}`];
      }
    });
    return problems.length > 0 ? problems.join('. ') : undefined;
  } catch (error) {
    return `Topics cannot be created: ${messageOf(error)}`;
  }
}

import { isObservable, lastValueFrom } from 'rxjs';
import type { MessageHandler } from '@nestjs/microservices';

/**
 * The handler of each input topic. Whatever does not fit together is found when
 * the application starts, not when the first record comes.
 *
 * @throws Error with one sentence per problem
 */
export function wireHandlers(
  handlers: ReadonlyMap<string, MessageHandler>,
  inputs: Readonly<Record<string, string>>,
): ReadonlyMap<string, MessageHandler> {
  const problems = [...patternProblems(handlers, inputs), ...topicProblems(inputs)];
  const wired = new Map<string, MessageHandler>();
  for (const [pattern, topic] of Object.entries(inputs)) {
    const handler = handlers.get(pattern);
    if (handler) {
      wired.set(topic, handler);
    } else {
      problems.push(`Input "${pattern}" (topic ${topic}) has no handler: add @EventPattern('${pattern}')`);
    }
  }
  if (problems.length > 0) {
    throw new Error(problems.join('. '));
  }
  return wired;
}

function patternProblems(
  handlers: ReadonlyMap<string, MessageHandler>,
  inputs: Readonly<Record<string, string>>,
): string[] {
  return [...handlers].flatMap(([pattern, handler]) => {
    if (!Object.hasOwn(inputs, pattern)) {
      return [`Handler of pattern "${pattern}" has no topic: name it among the inputs`];
    }
    if (handler.isEventHandler !== true) {
      return [`Handler of pattern "${pattern}" must be an @EventPattern: no caller waits for a reply`];
    }
    return handler.next ? [`Pattern "${pattern}" has more than one handler: a record has one answer`] : [];
  });
}

function topicProblems(inputs: Readonly<Record<string, string>>): string[] {
  const topics = Object.values(inputs);
  return [...new Set(topics.filter((topic, at) => topics.indexOf(topic) !== at))].map(
    (topic) => `Topic ${topic} is named by more than one input`,
  );
}

/** Resolves what a Nest handler returns (a value, a promise, a stream, a promise of a stream) to its last value. */
export async function handlerAnswer(returned: unknown): Promise<unknown> {
  const value = await returned;
  // An exception filter answers with a stream that errors; an empty stream is an error too.
  return isObservable(value) ? lastValueFrom(value) : value;
}

import { findCoordinatorRequest } from '../protocol/find-coordinator.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { backoffMs, pause } from '#libs/async';
import { isPermanent, KafkaError } from './kafka.errors.js';
import type { CoordinatorFollower } from './client.port.js';

const BUDGET_MS = 15_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
const PURPOSE = 'questions';

/** Also what a cluster answers to the first group of its life, while it creates the topic of offsets. */
const NOT_NOW: ReadonlySet<string> = new Set([
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
]);

/**
 * Asks the coordinator of a group something that may be asked twice, until it
 * answers something else than "not now". Rejects with KafkaError.
 *
 * @param errorOf Kafka's name of the error that stands for the whole answer.
 */
export async function askGroupCoordinator<Answer>(
  wire: CoordinatorFollower,
  groupId: string,
  request: ProtocolRequest<Answer>,
  errorOf: (answer: Answer) => string | undefined,
): Promise<Answer> {
  const deadline = performance.now() + BUDGET_MS;
  for (let attempt = 0; ; attempt += 1) {
    let trouble: KafkaError;
    try {
      const coordinator = await wire.askAny(findCoordinatorRequest('group', groupId), PURPOSE);
      const answer =
        coordinator.kind === 'found' ? await wire.ask(coordinator.nodeId, PURPOSE, request) : undefined;
      const error = coordinator.kind === 'found' ? undefined : coordinator.error;
      const code = error ?? (answer === undefined ? undefined : errorOf(answer));
      if (answer !== undefined && !NOT_NOW.has(code ?? '')) {
        return answer;
      }
      trouble = new KafkaError(
        code ?? 'NO_ANSWER',
        `Kafka has no coordinator for the group "${groupId}": ${code ?? ''}`,
      );
    } catch (error) {
      if (!(error instanceof KafkaError)) {
        throw error;
      }
      trouble = error;
    }
    if (
      performance.now() > deadline ||
      isPermanent(trouble) ||
      trouble.code.endsWith('_AUTHORIZATION_FAILED')
    ) {
      throw trouble;
    }
    await wire.refresh();
    await pause(backoffMs(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
  }
}

import { retry, RetryPolicy } from '#libs/async';
import { errorRow } from '../protocol/error-table.js';
import { findCoordinatorRequest } from '../protocol/find-coordinator.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { askAgain } from './ask-again.js';
import type { CoordinatorFollower } from './client.port.js';
import { KafkaError } from './kafka.errors.js';

/** A cluster refuses the first group of its life while it creates the topic of offsets. */
const AGAIN = new RetryPolicy({ budgetMs: 15_000, firstMs: 50, mostMs: 500 });
const PURPOSE = 'questions';

/**
 * Asks the coordinator of a group something that may be asked twice, until it
 * answers something else than "not now". Rejects with KafkaError.
 *
 * @param errorOf Kafka's name of the error that stands for the whole answer.
 */
export async function askGroupCoordinator<Answer>(
  client: CoordinatorFollower,
  groupId: string,
  request: ProtocolRequest<Answer>,
  errorOf: (answer: Answer) => string | undefined,
): Promise<Answer> {
  const attempt = async (): Promise<Answer> => {
    const coordinator = await client.askAny(findCoordinatorRequest('group', groupId), PURPOSE);
    if (coordinator.kind === 'error') {
      throw noCoordinator(groupId, coordinator.error);
    }
    const answer = await client.ask(coordinator.nodeId, PURPOSE, request);
    const code = errorOf(answer);
    if (code !== undefined && errorRow(code).retriable === 'always') {
      throw noCoordinator(groupId, code);
    }
    return answer;
  };
  return retry(AGAIN, attempt, askAgain(client, { asks: 'question' }));
}

function noCoordinator(groupId: string, code: string): KafkaError {
  return new KafkaError(code, `Kafka has no coordinator for the group "${groupId}": ${code}`);
}

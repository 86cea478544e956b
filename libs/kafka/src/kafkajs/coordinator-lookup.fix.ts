import { NO_ANSWER_IN_TIME, pause, within } from '#libs/async';
import type { KafkajsConsumerGroup } from './kafkajs-internals.js';

const BETWEEN_LOOKUPS_MS = 300;
const LOOKUP_MS = 3_000;
const BREATH_MS = 50;

const LOST_COORDINATOR =
  /^(KafkaJSConnection(Closed)?Error|KafkaJSRequestTimeoutError|KafkaJSLockTimeout|KafkaJSBrokerNotFound)$/;
const MOVED_COORDINATOR: readonly unknown[] = [
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
];

type Prototype = Pick<KafkajsConsumerGroup, 'heartbeat'>;
type Heartbeat = (this: KafkajsConsumerGroup, options: { readonly interval: number }) => Promise<void>;

/**
 * Heartbeats follow the group's coordinator when it moves or dies.
 *
 * kafkajs 2.2.4 looks the coordinator up when it joins and never again: with the
 * broker that dies the membership goes too, until the broker returns or the
 * consumer crashes and rejoins (28 s instead of 10). With the fix a heartbeat that
 * finds no coordinator looks it up and resolves without having beaten, so that
 * the runner goes on; whether we are still a member is told by the HEARTBEAT
 * event, which only a real one emits. Offset commits follow as well.
 */
export function applyCoordinatorLookup(prototype: Prototype): void {
  const stock: Heartbeat = prototype.heartbeat;
  const lookups = new WeakMap<KafkajsConsumerGroup, number>();
  const following: Heartbeat = async function (options) {
    try {
      await stock.call(this, options);
    } catch (error) {
      if (!isWithoutCoordinator(error)) {
        throw error;
      }
      const now = performance.now();
      if (now - (lookups.get(this) ?? -Infinity) < BETWEEN_LOOKUPS_MS) {
        await pause(BREATH_MS);
        return;
      }
      lookups.set(this, now);
      await followCoordinator(this);
    }
  };
  prototype.heartbeat = following;
}

async function followCoordinator(group: KafkajsConsumerGroup): Promise<void> {
  const lookup = group.cluster.findGroupCoordinator({ groupId: group.groupId }).catch(() => undefined); // the next heartbeat tries again
  const coordinator = await within(lookup, LOOKUP_MS);
  if (coordinator !== undefined && coordinator !== NO_ANSWER_IN_TIME) {
    group.coordinator = coordinator;
    if (group.offsetManager) {
      group.offsetManager.coordinator = coordinator;
    }
  }
}

function isWithoutCoordinator(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { name, type, code } = each as Error & { readonly type?: unknown; readonly code?: unknown };
    if (LOST_COORDINATOR.test(name) || MOVED_COORDINATOR.includes(type) || String(code).startsWith('ECONN')) {
      return true;
    }
  }
  return false;
}

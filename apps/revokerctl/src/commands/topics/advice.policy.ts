import type { TopicDescription } from '#libs/kafka';
import { topicFaults, USUAL_MESSAGE_BYTES, type TopicFault } from '#libs/lanes';
import type { TopicRole, WantedTopic } from '#libs/operations';

export interface Advice {
  readonly topic: string;
  /** `problem`: the service refuses to start, or data can be lost. `warning`: it works, and could be safer. */
  readonly severity: 'problem' | 'warning';
  /** Completes a sentence that begins with the topic. */
  readonly what: string;
  readonly remedy: string;
}

type Existing = Extract<TopicDescription, { readonly kind: 'topic' }>;

const SAFE_REPLICATION = 3;

/** What is wrong with the topics as they are, in the order of the topics. */
export function adviseOnTopics(
  wanted: readonly WantedTopic[],
  found: readonly TopicDescription[],
): readonly Advice[] {
  const byName = new Map(found.map((description) => [description.name, description]));
  const ofRole = (role: TopicRole): TopicDescription | undefined =>
    byName.get(wanted.find((topic) => topic.role === role)?.name ?? '');
  const faults = topicFaults(ofRole('ledger'), ofRole('commands'));
  return wanted.flatMap(({ name, role }) => {
    const description = byName.get(name);
    switch (description?.kind) {
      case 'topic':
        return [
          ...faults.filter(({ topic }) => topic === name).map(ofFault),
          ...ofConfigs(description, role),
        ];
      case 'unauthorised':
        return [
          problem(name, 'cannot be described by this user', 'grant DESCRIBE and DESCRIBE_CONFIGS on it'),
        ];
      case 'missing':
      case undefined:
        return [problem(name, 'does not exist', 'create it: "revokerctl topics create"')];
    }
  });
}

/** What the service refuses to start with. */
function ofFault(fault: TopicFault): Advice {
  switch (fault.kind) {
    case 'not-compacted':
      return problem(
        fault.topic,
        `has cleanup.policy=${fault.policy}: it would forget open work and positions, and the service refuses to start`,
        'set cleanup.policy=compact',
      );
    case 'partitions-differ': {
      const { topic, partitions, lanes } = fault;
      return problem(
        topic,
        `has ${partitions} partitions, the ledger ${lanes}: each lane is one partition of both, and the service refuses to start`,
        partitions < lanes ? `add partitions up to ${lanes}` : 'delete it and create it anew',
      );
    }
  }
}

function ofConfigs({ name, replicationFactor, configs }: Existing, role: TopicRole): readonly Advice[] {
  if (Object.keys(configs).length === 0) {
    return [
      warning(name, 'keeps its settings from this user', 'grant DESCRIBE_CONFIGS to have them checked'),
    ];
  }
  return [
    ...ofCleanup(name, configs['cleanup.policy'] ?? '', role),
    ...ofReplication(name, replicationFactor, Number(configs['min.insync.replicas'] ?? 1)),
    ...ofElection(name, configs['unclean.leader.election.enable'], role),
    ...ofSize(name, Number(configs['max.message.bytes'] ?? USUAL_MESSAGE_BYTES), role),
  ];
}

function ofCleanup(name: string, policy: string, role: TopicRole): readonly Advice[] {
  return role !== 'ledger' && policy.includes('compact')
    ? [
        problem(
          name,
          `has cleanup.policy=${policy}: of records with the same key only the last one is kept`,
          'set cleanup.policy=delete',
        ),
      ]
    : [];
}

function ofReplication(name: string, replicas: number, minInSync: number): readonly Advice[] {
  if (minInSync > replicas) {
    return [
      problem(
        name,
        `has ${replicas} replicas and min.insync.replicas=${minInSync}: nothing can be written`,
        'lower the one or raise the other',
      ),
    ];
  }
  if (replicas < SAFE_REPLICATION) {
    const loss =
      replicas === 1 ? 'a lost broker loses data' : 'a broker that is lost while another one rests stops it';
    return [
      warning(
        name,
        `has ${replicas} of ${SAFE_REPLICATION} replicas: ${loss}`,
        'raise its replication factor to 3',
      ),
    ];
  }
  if (minInSync < 2) {
    return [
      warning(
        name,
        'has min.insync.replicas=1: what one broker has acknowledged may be lost with it',
        'set min.insync.replicas=2',
      ),
    ];
  }
  return minInSync === replicas
    ? [
        warning(
          name,
          `has min.insync.replicas=${minInSync}, all of them: each broker that rests stops it`,
          `set it to ${replicas - 1}`,
        ),
      ]
    : [];
}

function ofElection(name: string, unclean: string | undefined, role: TopicRole): readonly Advice[] {
  if (unclean !== 'true') {
    return [];
  }
  const what =
    'has unclean.leader.election.enable=true: a leader that lags may take over, and what it lacks is lost';
  const remedy = 'set unclean.leader.election.enable=false';
  // An input's owner may have reasons; the memory of the service has none.
  return [role === 'input' ? warning(name, what, remedy) : problem(name, what, remedy)];
}

function ofSize(name: string, bytes: number, role: TopicRole): readonly Advice[] {
  return role !== 'input' && bytes < USUAL_MESSAGE_BYTES
    ? [
        warning(
          name,
          `takes records of ${bytes} bytes at most: events with many tokens end as too-many-tokens`,
          `set max.message.bytes to ${USUAL_MESSAGE_BYTES} or more`,
        ),
      ]
    : [];
}

function problem(topic: string, what: string, remedy: string): Advice {
  return { topic, severity: 'problem', what, remedy };
}

function warning(topic: string, what: string, remedy: string): Advice {
  return { topic, severity: 'warning', what, remedy };
}

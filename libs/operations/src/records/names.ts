/** Fields whose texts name no single person, session, event, revocation, token or job. */
const SHARED_FIELDS = new Set([
  'at',
  'cause',
  'certainty',
  'clientId',
  'code',
  'completedAt',
  'countedBy',
  'environmentId',
  'eventSource',
  'eventType',
  'initiatedBy',
  'kind',
  'message',
  'occurredAt',
  'operation',
  'origin',
  'phase',
  'receivedAt',
  'sharing',
  'status',
]);

/**
 * Ids and names that an entry of the ledger or an outcome can be found by: user, session,
 * event, revocation, token, job, correlation. Lower case, each once.
 */
export function namesIn(content: unknown): readonly string[] {
  const names = new Set<string>();
  collect(content, names);
  return [...names];
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    names.add(value.trim().toLowerCase());
  } else if (Array.isArray(value)) {
    value.forEach((member) => collect(member, names));
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, member] of Object.entries(value)) {
      // A phase is an object with ids in it, or a word.
      if (!SHARED_FIELDS.has(field) || (typeof member === 'object' && field !== 'origin')) {
        collect(member, names);
      }
    }
  }
}

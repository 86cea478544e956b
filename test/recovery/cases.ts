import { randomUUID } from 'node:crypto';
import { type RevocationCompleted, revocationIdOf } from '#libs/contracts';
import type { WriterMessage } from '#libs/kafka';
import { eventMessage, type EventTopic, type Simulator } from '#libs/testbed';
import { CALLS, POINTS, WRITES, type Call, type Point } from './halt-plan.js';

const SOURCE = '/recovery';

/** An event that makes the service do one kind of call, alone in its lane. */
export interface Case {
  readonly point: Point;
  readonly call: Call;
  readonly eventId: string;
  readonly revocationId: string;
  readonly topic: EventTopic;
  readonly message: WriterMessage;
  /** What there was to be revoked, for the questions below. */
  readonly ids: readonly string[];
}

/** The calls that can be cut off at a point: before an answer, those that change something. */
export function callsAt(point: Point): readonly Call[] {
  const isBeforeAnswer = point.includes('write-ahead') || point.startsWith('with');
  return isBeforeAnswer ? WRITES : CALLS;
}

/** One of each kind of call for each point, about people of their own: lane n holds case n. */
export function makeCases(simulator: Simulator): readonly Case[] {
  return POINTS.flatMap((point) =>
    makeCalls(simulator)
      .filter(({ call }) => callsAt(point).includes(call))
      .map((one) => ({ ...one, point })),
  ).map((one, partition) => ({ ...one, message: { ...one.message, partition } }));
}

function makeCalls(simulator: Simulator): readonly Omit<Case, 'point'>[] {
  const { users } = simulator.seed({ users: 3, oathTokensPerUser: 2, sessionsPerUser: 0 });
  const leaver = (call: Call, n: number, more: readonly string[] = []): Omit<Case, 'point'> => {
    const ids = [...(users[n]?.oathTokens ?? []).map(({ id }) => id).slice(more.length), ...more];
    return aCase(call, 'userDeprovisioned', { userId: users[n]?.id, oathTokenIds: ids }, ids);
  };
  const guests = simulator.seed({ users: 3, oathTokensPerUser: 0, sessionsPerUser: 2 }).users;
  const [owner, guest, member] = guests;
  const clientId = simulator.applications[0]?.clientId ?? '';
  const issued = simulator.issueTokens({ clientId, ...(owner && { userId: owner.id }) });
  const tokens = issued.tokens.map(({ token, kind }) => ({
    token,
    clientId,
    tokenTypeHint: `${kind}_token`,
  }));
  const sessionsOf = (user: typeof owner): readonly string[] => (user?.sessions ?? []).map(({ id }) => id);
  const [sessionId = ''] = sessionsOf(guest);
  return [
    leaver('submit-oath-job', 0),
    leaver('read-oath-job', 1),
    leaver('read-oath-token', 2, [randomUUID()]),
    aCase('revoke-token', 'sessionTerminated', { tokens }, [issued.sessionId]),
    aCase('end-session', 'sessionTerminated', { sessionId }, [sessionId]),
    aCase(
      'end-user-session',
      'userDeprovisioned',
      { userId: member?.id, cause: 'leave' },
      sessionsOf(member),
    ),
  ];
}

function aCase(call: Call, topic: Case['topic'], data: object, ids: readonly string[]): Omit<Case, 'point'> {
  const eventId = randomUUID();
  const message = eventMessage(topic, data, { id: eventId, source: SOURCE });
  return { call, eventId, revocationId: revocationIdOf(SOURCE, eventId), topic, message, ids };
}

/** What is compared for a kind of call: the words of the outcome, and what PingOne saw. */
export interface Findings {
  readonly status: string;
  readonly steps: unknown;
  /** In PingOne's own log: how often that happened which must happen once. */
  readonly done: number;
}

export function findingsOf(one: Case, outcome: RevocationCompleted, { state }: Simulator): Findings {
  const { status, steps } = outcome;
  const doneIn = (list: readonly { readonly sessionId?: string }[]): number =>
    list.filter(({ sessionId }) => sessionId !== undefined && one.ids.includes(sessionId)).length;
  switch (one.call) {
    case 'submit-oath-job':
    case 'read-oath-job':
    case 'read-oath-token': {
      const step = steps.find(({ kind }) => kind === 'oath-tokens');
      const { requested, revoked, gone, countedBy } = step?.kind === 'oath-tokens' ? step : ({} as never);
      const done = state
        .submits()
        .filter(({ tokenIds }) => tokenIds.some((id) => one.ids.includes(id))).length;
      return { status, steps: { requested, revoked, gone, countedBy }, done };
    }
    case 'revoke-token': {
      const done = doneIn(state.revocations().filter(({ result }) => result === 'revoked'));
      return {
        status,
        steps: steps.map((step) => (step.kind === 'oauth-token' ? step.certainty : step.kind)),
        done,
      };
    }
    case 'end-session':
    case 'end-user-session': {
      const words = steps.map((step) =>
        [step.kind, step.status, 'ended' in step ? step.ended : undefined].join(' '),
      );
      return { status, steps: words, done: doneIn(state.endedSessions()) };
    }
  }
}

import type { Belongings, Person, SampleWorld, SignedOn, SignOn } from '../src/samples/sample-world.port.js';

/** A world that exists on paper only: ids that tell one thing from another, and a clock that stands still. */
export function fakeWorld(): SampleWorld {
  let made = 0;
  const newId = (): string => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  };
  const ids = (count: number): readonly string[] => Array.from({ length: count }, newId);
  const person = ({ oathTokens = 0, sessions = 0 }: Belongings = {}): Person => ({
    userId: newId(),
    username: `person-${made}`,
    externalId: `hr-${made}`,
    tokenIds: ids(oathTokens),
    serialNumbers: ids(oathTokens).map((id) => id.replaceAll('-', '')),
    sessionIds: ids(sessions),
  });
  return {
    now: () => Date.UTC(2026, 0, 1),
    newId,
    environmentId: newId(),
    otherEnvironmentId: newId(),
    colleague: person({ oathTokens: 1 }),
    person,
    namesakes: (belongings) => [person(belongings), person(belongings)],
    unpairedTokens: (count) => ids(count),
    signOn: ({ methods, kinds = ['access'], oathTokens = 0 }: SignOn): SignedOn => ({
      ...person({ oathTokens, sessions: 1 }),
      sessionId: newId(),
      tokens: methods.flatMap(() =>
        kinds.map((kind) => ({ token: `${kind}-${newId()}`, clientId: newId() })),
      ),
    }),
  };
}

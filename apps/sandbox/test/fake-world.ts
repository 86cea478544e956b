import type { Person, SampleWorld, SignedOn, SignOn } from '../src/samples/sample-world.port.js';

/** A world that exists on paper only: ids that tell one thing from another, and a clock that stands still. */
export function fakeWorld(): SampleWorld {
  let made = 0;
  const newId = (): string => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  };
  const ids = (count: number): readonly string[] => Array.from({ length: count }, newId);
  return {
    now: () => Date.UTC(2026, 0, 1),
    newId,
    environmentId: newId(),
    otherEnvironmentId: newId(),
    person: (pairedTokens): Person => ({
      userId: newId(),
      username: `person-${made}`,
      tokenIds: ids(pairedTokens),
    }),
    unpairedTokens: (count) => ids(count),
    signOn: ({ methods, kinds = ['access'] }: SignOn): SignedOn => ({
      userId: newId(),
      sessionId: newId(),
      tokens: methods.flatMap(() =>
        kinds.map((kind) => ({ token: `${kind}-${newId()}`, clientId: newId() })),
      ),
    }),
  };
}

import { eventOf } from './draft.js';
import type { ExpectedOutcome, Sample, SampleMaker } from './sample.js';
import { AUTH_METHODS, type AuthMethod, type SampleWorld } from './sample-world.port.js';

const topic = 'session.terminated';
const SESSION_ENDED = 'session done';
const NO_OATH = { requested: 0, revoked: 0, remaining: 0 } as const;
const ONE: readonly AuthMethod[] = ['CLIENT_SECRET_BASIC'];

/** The end of a session at an application that proves itself to PingOne in this way. */
function atApplication(method: AuthMethod): SampleMaker {
  return (world): Sample => {
    const { sessionId, userId, tokens } = world.signOn({ methods: [method] });
    return eventOf(world, {
      title: `an access token (${method})`,
      topic,
      key: sessionId,
      data: {
        sessionId,
        userId,
        tokens: tokens.map(({ token }) => ({ token, tokenTypeHint: 'access_token' })),
      },
      expected: {
        kind: 'outcome',
        status: 'completed',
        ...NO_OATH,
        steps: ['oauth-token done', SESSION_ENDED],
        atPingOne: {
          endedSessions: [sessionId],
          oauthTokens: tokens.map(({ token }) => ({ token, result: 'revoked' })),
        },
      },
    });
  };
}

const refreshAndAccess: SampleMaker = (world) => {
  const { sessionId, tokens } = world.signOn({ methods: ONE, kinds: ['access', 'refresh'] });
  const [access = '', refresh = ''] = tokens.map(({ token }) => token);
  const clientId = tokens[0]?.clientId;
  return eventOf(world, {
    title: 'a refresh token covers the access token',
    topic,
    key: sessionId,
    data: {
      sessionId,
      clientId,
      tokens: [
        { token: access, tokenTypeHint: 'access_token' },
        { token: refresh, tokenTypeHint: 'refresh_token' },
      ],
    },
    expected: {
      kind: 'outcome',
      status: 'completed',
      ...NO_OATH,
      steps: ['oauth-token done', 'oauth-token done', SESSION_ENDED],
      atPingOne: {
        endedSessions: [sessionId],
        oauthTokens: [
          { token: refresh, result: 'revoked' },
          { token: access, result: 'already-revoked' },
        ],
      },
    },
  });
};

interface Unrevocable {
  readonly title: string;
  readonly tokenOf: (world: SampleWorld) => {
    readonly token: string;
    readonly clientId?: string;
    /** The session that is ended instead. */
    readonly ends?: string;
  };
  readonly code: NonNullable<ExpectedOutcome['code']>;
  readonly status: 'partial' | 'failed';
  readonly steps: readonly string[];
  readonly result: 'unsupported_token_type' | 'never-sent';
}

const UNREVOCABLE: readonly Unrevocable[] = [
  {
    title: "a token of PingOne's own API",
    tokenOf: (world) => {
      const { tokens, sessionId } = world.signOn({ methods: ONE, audience: 'platform' });
      return { token: tokens[0]?.token ?? '', ends: sessionId };
    },
    code: 'token-not-revocable',
    // Its claims name the session, which is ended instead.
    status: 'partial',
    steps: ['oauth-token not-revocable', 'session done'],
    result: 'unsupported_token_type',
  },
  {
    title: 'a token that PingOne does not know',
    tokenOf: (world) => ({
      token: `opaque-${world.newId()}`,
      clientId: world.signOn({ methods: ['CLIENT_SECRET_POST'] }).tokens[0]?.clientId ?? '',
    }),
    code: 'token-not-revocable',
    status: 'failed',
    steps: ['oauth-token not-revocable'],
    result: 'unsupported_token_type',
  },
  {
    title: 'a token of an unknown application',
    tokenOf: ({ newId }) => ({ token: `opaque-${newId()}`, clientId: newId() }),
    code: 'application-unknown',
    status: 'failed',
    steps: ['oauth-token failed'],
    result: 'never-sent',
  },
];

function unrevocable({ title, tokenOf, code, status, steps, result }: Unrevocable): SampleMaker {
  return (world): Sample => {
    const { ends, ...ref } = tokenOf(world);
    return eventOf(world, {
      title,
      topic,
      data: { tokens: [ref] },
      expected: {
        kind: 'outcome',
        status,
        code,
        ...NO_OATH,
        steps,
        atPingOne: {
          oauthTokens: [{ token: ref.token, result }],
          ...(ends === undefined ? {} : { endedSessions: [ends] }),
        },
      },
    });
  };
}

const oneOfTwo: SampleMaker = (world) => {
  const { sessionId, tokens } = world.signOn({ methods: ONE });
  const good = tokens[0]?.token ?? '';
  const bad = `opaque-${world.newId()}`;
  return eventOf(world, {
    title: 'two tokens, one of an unknown application',
    topic,
    key: sessionId,
    data: { tokens: [{ token: good }, { token: bad, clientId: world.newId() }] },
    expected: {
      kind: 'outcome',
      status: 'partial',
      code: 'application-unknown',
      ...NO_OATH,
      steps: ['oauth-token done', 'oauth-token failed'],
      atPingOne: {
        // The event does not name it.
        keptSessions: [sessionId],
        oauthTokens: [
          { token: good, result: 'revoked' },
          { token: bad, result: 'never-sent' },
        ],
      },
    },
  });
};

const ofAnotherEnvironment: SampleMaker = (world) => {
  const { tokens } = world.signOn({ methods: ONE, environmentId: world.otherEnvironmentId });
  const token = tokens[0]?.token ?? '';
  return eventOf(world, {
    title: 'a token of another environment',
    topic,
    data: { tokens: [{ token }] },
    expected: {
      kind: 'outcome',
      status: 'failed',
      code: 'token-issuer-mismatch',
      violations: ['tokens[0].token its iss names the environment of the event'],
      requested: null,
      revoked: 0,
      remaining: null,
      steps: [],
      atPingOne: { oauthTokens: [{ token, result: 'never-sent' }] },
    },
  });
};

const byItsId: SampleMaker = (world) => {
  const { sessionId, userId } = world.signOn({ methods: [] });
  return eventOf(world, {
    title: 'a session by its id alone',
    topic,
    key: sessionId,
    data: { sessionId, userId },
    expected: {
      kind: 'outcome',
      status: 'completed',
      ...NO_OATH,
      steps: [SESSION_ENDED],
      atPingOne: { endedSessions: [sessionId] },
    },
  });
};

const unknown: SampleMaker = (world) => {
  const sessionId = world.newId();
  return eventOf(world, {
    title: 'a session that PingOne does not know',
    topic,
    key: sessionId,
    data: { sessionId },
    expected: {
      kind: 'outcome',
      status: 'failed',
      // PingOne's 404 alone does not say that the session was ended.
      code: 'session-not-found',
      ...NO_OATH,
      steps: ['session failed'],
      atPingOne: { keptSessions: [sessionId] },
    },
  });
};

const nothingNamed: SampleMaker = (world) => {
  const { userId, sessionId } = world.signOn({ methods: [] });
  return eventOf(world, {
    title: 'neither a session nor a token',
    topic,
    key: userId,
    data: { userId },
    expected: {
      kind: 'outcome',
      status: 'failed',
      code: 'nothing-to-revoke',
      ...NO_OATH,
      steps: [],
      atPingOne: { keptSessions: [sessionId] },
    },
  });
};

export const SESSIONS: readonly SampleMaker[] = [
  ...AUTH_METHODS.map(atApplication),
  refreshAndAccess,
  ...UNREVOCABLE.map(unrevocable),
  oneOfTwo,
  ofAnotherEnvironment,
  byItsId,
  unknown,
  nothingNamed,
];

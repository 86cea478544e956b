import { behaviourChange } from '../behaviour/behaviour.checks.js';
import { json, noContent, type Answer } from '../answers/answer.js';
import { invalidData, invalidRequest, methodNotAllowed, notFound } from '../answers/pingone-errors.js';
import { seedRequest } from '../seed/seed-request.js';
import { tokenRequest } from '../seed/token-request.js';
import type { Check, Problem } from '../validation/check.js';
import type { Controls } from './controls.js';

export interface ControlRequest {
  readonly method: string;
  /** Without the query; starts with `/__`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly baseUrl: string;
}

type Handler = (request: ControlRequest) => Answer;
type Handlers = Readonly<Record<string, Handler>>;

const refused = (problems: readonly Problem[]): Answer =>
  invalidData(
    problems.map(({ field, rule }) => ({
      code: 'INVALID_VALUE',
      target: field,
      message: `${field} ${rule}.`,
    })),
  );

/** `last` newest entries: a log may be longer than a person wants to read. */
function tail<T>(entries: readonly T[], query: URLSearchParams): readonly T[] {
  const last = Number(query.get('last') ?? entries.length);
  return Number.isInteger(last) && last >= 0 ? entries.slice(entries.length - last) : entries;
}

function withBody<T>(check: Check<T>, handle: (value: T, request: ControlRequest) => Answer): Handler {
  return (request) => {
    let value: unknown;
    try {
      value = JSON.parse(request.body);
    } catch {
      return invalidRequest('The body is not valid JSON.');
    }
    const checked = check(value, '');
    return checked.ok ? handle(checked.value, request) : refused(checked.problems);
  };
}

/** Everything under `/__…`: how the simulator is watched, filled and led astray. None of it is PingOne's. */
export class ControlPanel {
  readonly #handlers: Readonly<Record<string, Handlers>>;

  constructor(private readonly controls: Controls) {
    const { behaviour, state } = controls;
    const report = (): Answer => json(200, behaviour.report());
    this.#handlers = {
      '/__health': { GET: () => json(200, { status: 'ok' }) },
      '/__applications': {
        GET: () => json(200, { worker: controls.worker, applications: controls.applications }),
      },
      '/__state': {
        GET: () => json(200, state.summary()),
        DELETE: () => {
          state.clear();
          return noContent;
        },
      },
      '/__state/deletions': { GET: ({ query }) => json(200, { deletions: tail(state.deletions(), query) }) },
      '/__state/jobs': { GET: ({ query }) => json(200, { jobs: tail(state.jobs(), query) }) },
      '/__state/requests': {
        GET: ({ query }) => json(200, { ...state.requests(), submits: tail(state.submits(), query) }),
      },
      '/__state/revocations': {
        GET: ({ query }) => json(200, { revocations: tail(state.revocations(), query) }),
      },
      '/__state/sessions': {
        GET: ({ query }) =>
          json(200, { sessions: tail(state.sessions(), query), ended: tail(state.endedSessions(), query) }),
      },
      '/__behaviour': {
        GET: report,
        PUT: withBody(behaviourChange, (change) => {
          behaviour.reset();
          behaviour.change(change);
          return report();
        }),
        PATCH: withBody(behaviourChange, (change) => {
          behaviour.change(change);
          return report();
        }),
        DELETE: () => {
          behaviour.reset();
          return report();
        },
      },
      '/__seed': {
        POST: withBody(seedRequest, (request, { baseUrl }) => {
          const seeded = controls.seed(request, baseUrl);
          return seeded.ok ? json(201, seeded.value) : refused(seeded.problems);
        }),
      },
      '/__tokens': {
        POST: withBody(tokenRequest, (request, { baseUrl }) => {
          const issued = controls.issueTokens(request, baseUrl);
          return issued.ok ? json(201, issued.value) : refused(issued.problems);
        }),
      },
      '/__jobs/release': { POST: () => json(200, { released: controls.releaseJobs() }) },
      '/__worker-tokens': { DELETE: () => json(200, { expired: controls.expireWorkerTokens() }) },
    };
  }

  handle(request: ControlRequest): Answer {
    const handlers = Object.hasOwn(this.#handlers, request.path) ? this.#handlers[request.path] : undefined;
    if (handlers === undefined) {
      return this.#one(request);
    }
    return handlers[request.method]?.(request) ?? methodNotAllowed(Object.keys(handlers));
  }

  /** Of a collection: something that is named in the path, and can only be taken away. */
  #one({ method, path }: ControlRequest): Answer {
    const [, collection, name = ''] = /^\/__(behaviour\/rules|users)\/([^/]+)$/.exec(path) ?? [];
    if (collection === undefined) {
      return notFound();
    }
    if (method !== 'DELETE') {
      return methodNotAllowed(['DELETE']);
    }
    if (collection === 'users') {
      return this.controls.deleteUser(name) ? noContent : notFound('The user');
    }
    return this.controls.behaviour.remove(name) ? noContent : notFound('The rule');
  }
}

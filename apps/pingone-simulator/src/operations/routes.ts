import type { Operation } from '../operation.js';

/** Where a request goes. `id` is the resource; `owner` the user that it is under. */
export interface Route {
  readonly operation: Operation;
  readonly environmentId: string;
  readonly id: string;
  readonly owner: string;
}

export type Routing =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  | { readonly kind: 'not-found' };

type ByMethod = Readonly<Record<string, Operation>>;

const NOWHERE: Routing = { kind: 'not-found' };

const AUTHORIZATION: Readonly<Record<string, ByMethod>> = {
  token: { POST: 'issue-token' },
  revoke: { POST: 'revoke-token' },
  introspect: { POST: 'introspect-token' },
  jwks: { GET: 'read-keys' },
};

const COLLECTIONS: Readonly<Record<string, ByMethod>> = {
  oathJobs: { POST: 'submit-oath-job' },
  oathTokens: { GET: 'list-oath-tokens' },
  users: { GET: 'find-users' },
};

/** No `/jobs/{id}`: a job's `_links.self` points there, but only `/oathJobs/{id}` is documented to answer. */
const RESOURCES: Readonly<Record<string, ByMethod>> = {
  oathJobs: { GET: 'read-oath-job' },
  oathTokens: { GET: 'read-oath-token', DELETE: 'delete-oath-token' },
  users: { GET: 'read-user' },
  sessions: { POST: 'sign-off-session' },
};

const OF_A_USER: Readonly<Record<string, ByMethod>> = {
  devices: { GET: 'list-devices' },
  sessions: { GET: 'list-sessions' },
};

const RESOURCES_OF_A_USER: Readonly<Record<string, ByMethod>> = {
  sessions: { GET: 'read-session', DELETE: 'delete-session' },
};

const own = (table: Readonly<Record<string, ByMethod>>, name: string | undefined): ByMethod | undefined =>
  name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;

function choose(
  methods: ByMethod | undefined,
  method: string,
  where: { environmentId: string; id?: string | undefined; owner?: string | undefined },
): Routing {
  if (methods === undefined) {
    return NOWHERE;
  }
  const operation = methods[method];
  if (operation === undefined) {
    return { kind: 'method-not-allowed', allowed: Object.keys(methods) };
  }
  const { environmentId, id = '', owner = '' } = where;
  // Every id is a UUID, which is the same in either case.
  const route = {
    operation,
    environmentId: environmentId.toLowerCase(),
    id: id.toLowerCase(),
    owner: owner.toLowerCase(),
  };
  return { kind: 'route', route };
}

/** @param path without the query. */
export function routeOf(method: string, path: string): Routing {
  const parts = path.split('/');
  if (parts[1] !== 'v1') {
    const [, environmentId = '', as, name] = parts;
    return parts.length === 4 && as === 'as'
      ? choose(own(AUTHORIZATION, name), method, { environmentId })
      : NOWHERE;
  }
  const [, , environments, environmentId = '', kind, second, third, fourth] = parts;
  if (environments !== 'environments') {
    return NOWHERE;
  }
  switch (parts.length) {
    case 5:
      return choose(own(COLLECTIONS, kind), method, { environmentId });
    case 6:
      return choose(own(RESOURCES, kind), method, { environmentId, id: second });
    case 7:
      return kind === 'users'
        ? choose(own(OF_A_USER, third), method, { environmentId, owner: second })
        : NOWHERE;
    case 8:
      return kind === 'users'
        ? choose(own(RESOURCES_OF_A_USER, third), method, { environmentId, owner: second, id: fourth })
        : NOWHERE;
    default:
      return NOWHERE;
  }
}

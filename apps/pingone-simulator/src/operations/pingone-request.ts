import type { IncomingHttpHeaders } from 'node:http';
import type { AccessGrant } from '../authorization/access-grants.js';
import type { PresentedCredentials } from '../authorization/presented-credentials.js';
import type { JobFate } from '../behaviour/job-fate.js';
import type { Answer } from '../answers/answer.js';
import type { Route } from './routes.js';
import type { Environment } from '../platform/environment.js';
import type { World } from '../world.js';

/** A request that has been read, and found its way to an operation. */
export interface PingOneRequest {
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Scheme, host and port as the client sees them: links and issuers start with it. */
  readonly baseUrl: string;
  readonly correlationId: string;
  readonly transactionId: string | undefined;
  readonly caller: Caller;
  /** What rules have in store for a job that this request submits. */
  readonly fates: readonly JobFate[];
}

/** Who asks, as far as it can be told without verifying a secret. */
export type Caller =
  | { readonly kind: 'bearer'; readonly grant: AccessGrant | undefined }
  | { readonly kind: 'client'; readonly presented: PresentedCredentials; readonly form: URLSearchParams };

/** An operation of the platform APIs, once the caller has been let in. */
export interface PlatformCall {
  readonly request: PingOneRequest;
  readonly environment: Environment;
  readonly clientId: string;
  readonly world: World;
}

export type PlatformOperation = (call: PlatformCall) => Answer;

/** The media type of a Content-Type header without its parameters. */
export const mediaTypeOf = (header: string | undefined): string =>
  (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

export const environmentUrl = (request: PingOneRequest, environment: Environment): string =>
  `${request.baseUrl}/v1/environments/${environment.id}`;

import { json, type Answer } from '../answers/answer.js';
import {
  invalidData,
  invalidRequest,
  notFound,
  unsupportedMediaType,
  type ErrorDetail,
} from '../answers/pingone-errors.js';
import { fateOf, viewOf, type JobRequest, type OathJob } from '../platform/oath-jobs.js';
import { environmentUrl, mediaTypeOf, type PlatformCall } from './pingone-request.js';

const REVOKE_MEDIA_TYPE = 'application/vnd.pingidentity.job.oathtokens.revoke+json';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `_links.self` points at `/jobs/{id}`, as in PingOne's own examples, though the job is read at `/oathJobs/{id}`. */
function jobBody({ request, environment }: PlatformCall, job: OathJob, status: string): object {
  const href = environmentUrl(request, environment);
  const miscounted = status === 'PENDING' ? undefined : fateOf(job, 'miscounted');
  const revoked = miscounted === undefined ? job.revoked : miscounted.revoked;
  return {
    _links: { self: { href: `${href}/jobs/${job.id}` }, environment: { href } },
    id: job.id,
    environment: { id: environment.id },
    type: 'REVOKE_OATH_TOKENS',
    async: job.async,
    status,
    ...(status === 'FAILED' && job.reason !== undefined ? { reason: job.reason } : {}),
    result: revoked === null ? {} : { revoked },
  };
}

const required = (target: string): ErrorDetail => ({
  code: 'REQUIRED_VALUE',
  target,
  message: `${target} is required.`,
});
const invalid = (target: string, message: string): ErrorDetail => ({
  code: 'INVALID_VALUE',
  target,
  message,
});

/** The property table says String of `async`, every example has a boolean: both are taken. */
function flag(value: unknown, target: string, problems: ErrorDetail[]): boolean {
  if (value !== true && value !== false && value !== 'true' && value !== 'false') {
    problems.push(invalid(target, `${target} must be a boolean.`));
  }
  return value === true || value === 'true';
}

function tokenIdsOf(value: unknown, maximum: number | null, problems: ErrorDetail[]): readonly string[] {
  const target = 'tokenIds';
  if (value === undefined || value === null) {
    problems.push(required(target));
    return [];
  }
  if (!Array.isArray(value) || !value.every((id): id is string => typeof id === 'string' && UUID.test(id))) {
    problems.push(invalid(target, 'tokenIds must be an array of UUIDs.'));
    return [];
  }
  if (value.length === 0) {
    problems.push({ code: 'EMPTY_VALUE', target, message: 'tokenIds must not be empty.' });
  }
  if (maximum !== null && value.length > maximum) {
    problems.push({
      code: 'SIZE_LIMIT_EXCEEDED',
      target,
      message: `tokenIds may hold ${maximum} ids.`,
      innerError: { maximumValue: maximum },
    });
  }
  return [...new Set(value.map((id) => id.toLowerCase()))];
}

function parse(body: string, maximum: number | null): JobRequest | Answer {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return invalidRequest('The request could not be completed. The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalidRequest('The request could not be completed. The body must be a JSON object.');
  }
  const { type, async, forceUnpair, tokenIds } = value as Readonly<Record<string, unknown>>;
  const problems: ErrorDetail[] = [];
  if (type === undefined) {
    problems.push(required('type'));
  } else if (type !== 'REVOKE_OATH_TOKENS') {
    problems.push({
      ...invalid('type', 'type must be REVOKE_OATH_TOKENS.'),
      innerError: { allowedValues: ['REVOKE_OATH_TOKENS'] },
    });
  }
  if (async === undefined) {
    problems.push(required('async'));
  }
  const job: JobRequest = {
    async: async !== undefined && flag(async, 'async', problems),
    forceUnpair: forceUnpair !== undefined && flag(forceUnpair, 'forceUnpair', problems),
    tokenIds: tokenIdsOf(tokenIds, maximum, problems),
  };
  return problems.length > 0 ? invalidData(problems) : job;
}

export function submitOathJob(call: PlatformCall): Answer {
  const { request, environment, clientId, world } = call;
  const settings = world.settings();
  if (mediaTypeOf(request.headers['content-type']) !== REVOKE_MEDIA_TYPE) {
    return unsupportedMediaType(settings.wrongMediaType, REVOKE_MEDIA_TYPE);
  }
  const parsed = parse(request.body, settings.maxTokenIdsPerJob);
  if ('status' in parsed) {
    return parsed;
  }
  const { transactionId, fates, correlationId } = request;
  const job = world.jobs.submit(environment, { request: parsed, clientId, transactionId, fates });
  world.records.submits.push({
    at: new Date(job.submittedAt).toISOString(),
    environmentId: environment.id,
    clientId,
    jobId: job.id,
    forceUnpair: job.forceUnpair,
    tokenIds: job.tokenIds,
    correlationId,
    ...(transactionId === undefined ? {} : { transactionId }),
  });
  return json(202, jobBody(call, job, 'PENDING'));
}

export function readOathJob(call: PlatformCall): Answer {
  const { request, environment, world } = call;
  const job = environment.oathJobs.get(request.route.id);
  if (job === undefined) {
    return notFound('The job');
  }
  job.polls += 1;
  const view = viewOf(job, job.polls, world.settings().jobHiddenPolls);
  return view.kind === 'hidden' ? notFound('The job') : json(200, jobBody(call, job, view.status));
}

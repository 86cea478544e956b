import { json, type Answer } from '../answers/answer.js';
import { invalidData, notFound } from '../answers/pingone-errors.js';
import type { Device, User } from '../platform/users.js';
import { isAnswer, parseFilter } from './filter.js';
import { askedPage, isAsked, pageLinks, pageOf } from './page.js';
import { environmentUrl, type PlatformCall } from './pingone-request.js';

function userBody(call: PlatformCall, user: User): object {
  const href = environmentUrl(call.request, call.environment);
  return {
    _links: { self: { href: `${href}/users/${user.id}` }, environment: { href } },
    id: user.id,
    environment: { id: call.environment.id },
    createdAt: user.createdAt,
    updatedAt: user.createdAt,
    username: user.username,
    externalId: user.externalId,
    name: user.name,
    email: `${user.username}@example.com`,
    enabled: user.enabled,
    lifecycle: { status: 'ACCOUNT_OK' },
    mfaEnabled: true,
  };
}

export function readUser(call: PlatformCall): Answer {
  const user = call.environment.users.get(call.request.route.id);
  return user === undefined ? notFound('The user') : json(200, userBody(call, user));
}

/** Only with a filter: listing a whole directory is nothing that the service may rely on. */
export function findUsers(call: PlatformCall): Answer {
  const { request, environment } = call;
  const filter = request.query.get('filter');
  if (filter === null) {
    return invalidData([
      { code: 'REQUIRED_VALUE', target: 'filter', message: 'The simulator finds users by filter only.' },
    ]);
  }
  const equalities = parseFilter(filter, ['username', 'externalId']);
  if (isAnswer(equalities)) {
    return equalities;
  }
  const username = equalities.get('username');
  const externalId = equalities.get('externalId');
  const byName = username === undefined ? undefined : environment.users.byUsername(username);
  const candidates =
    username === undefined ? environment.users.byExternalId(externalId ?? '') : byName ? [byName] : [];
  const users = candidates.filter((user) => externalId === undefined || user.externalId === externalId);
  const asked = askedPage(call);
  if (!isAsked(asked)) {
    return asked;
  }
  const page = pageOf(users, asked);
  return json(200, {
    _links: pageLinks(call, 'users', page.next),
    _embedded: { users: page.items.map((user) => userBody(call, user)) },
    count: users.length,
    size: page.items.length,
  });
}

function deviceBody(call: PlatformCall, userId: string, device: Device): object {
  const href = environmentUrl(call.request, call.environment);
  const shown = device.serialNumber !== undefined && call.world.settings().deviceSerialNumbers === 'shown';
  return {
    _links: {
      self: { href: `${href}/users/${userId}/devices/${device.id}` },
      environment: { href },
      user: { href: `${href}/users/${userId}` },
    },
    id: device.id,
    environment: { id: call.environment.id },
    user: { id: userId },
    type: device.type,
    status: device.status,
    createdAt: device.createdAt,
    updatedAt: device.createdAt,
    ...(shown ? { serialNumber: device.serialNumber } : {}),
  };
}

export function listDevices(call: PlatformCall): Answer {
  const { request, environment } = call;
  const { owner } = request.route;
  if (environment.users.get(owner) === undefined) {
    return notFound('The user');
  }
  const filter = request.query.get('filter');
  const equalities = filter === null ? new Map<string, string>() : parseFilter(filter, ['type', 'status']);
  if (isAnswer(equalities)) {
    return equalities;
  }
  const type = equalities.get('type');
  const status = equalities.get('status');
  const devices = environment.users
    .devicesOf(owner)
    .filter(
      (device) =>
        (type === undefined || device.type === type) && (status === undefined || device.status === status),
    );
  const asked = askedPage(call);
  if (!isAsked(asked)) {
    return asked;
  }
  const page = pageOf(devices, asked);
  const href = environmentUrl(request, environment);
  return json(200, {
    _links: {
      ...pageLinks(call, `users/${owner}/devices`, page.next),
      environment: { href },
      user: { href: `${href}/users/${owner}` },
    },
    _embedded: { devices: page.items.map((device) => deviceBody(call, owner, device)) },
    size: page.items.length,
  });
}

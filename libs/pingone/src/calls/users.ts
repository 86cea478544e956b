import type { FindUsers, FoundUser, ListDevices, OathDevice, Page } from '../operations.js';
import { atCursor, equals, isAnother, pageOf, textOf } from './collection.js';
import type { ApiRequest } from './descriptor.js';

/** Two are enough to know that a name is ambiguous. */
const ENOUGH = 2;

/** PingOne: `GET /users?filter=username eq "…"`. */
export function findUsers({ by, value, cursor }: FindUsers): ApiRequest<Page<FoundUser>> {
  return {
    method: 'GET',
    path: `users?limit=${ENOUGH}&filter=${equals(by, value)}${atCursor(cursor)}`,
    read: (answer) =>
      pageOf(answer, 'users', (user) => (isAnother(textOf(user, by), value) ? [] : foundUser(user))),
  };
}

/** PingOne: "Read All MFA User Devices"; whether a device shows its serial number is not documented. */
export function listDevices({ userId, cursor }: ListDevices): ApiRequest<Page<OathDevice>> {
  return {
    method: 'GET',
    path: `users/${encodeURIComponent(userId)}/devices?filter=${equals('type', 'OATH_TOKEN')}${atCursor(cursor)}`,
    read: (answer) => pageOf(answer, 'devices', oathDevice),
  };
}

function foundUser(user: Record<string, unknown>): readonly FoundUser[] {
  const id = textOf(user, 'id')?.toLowerCase();
  const createdAt = textOf(user, 'createdAt');
  const { enabled } = user;
  return id === undefined
    ? []
    : [{ id, ...(createdAt && { createdAt }), ...(typeof enabled === 'boolean' && { enabled }) }];
}

function oathDevice(device: Record<string, unknown>): readonly OathDevice[] {
  const id = textOf(device, 'id');
  const serialNumber = textOf(device, 'serialNumber');
  const createdAt = textOf(device, 'createdAt');
  // The filter is PingOne's to apply; a phone must not pass for a token all the same.
  const isOther = device['type'] !== undefined && device['type'] !== 'OATH_TOKEN';
  return id === undefined || isOther
    ? []
    : [{ id, ...(serialNumber && { serialNumber }), ...(createdAt && { createdAt }) }];
}

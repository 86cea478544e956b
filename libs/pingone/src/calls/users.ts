import type { FindUsers, FoundUser, ListDevices, OathDevice, Page } from '../pingone.port.js';
import { atCursor, equals, isAnother, pageOf, textOf } from './collection.js';
import type { ManagementCall } from './management-calls.js';

/** Two are enough to know that a name is ambiguous. */
const ENOUGH = 2;

/** PingOne: `GET /users?filter=username eq "…"`. */
export function findUsersCall({
  environmentId,
  transactionId,
  by,
  value,
  cursor,
}: FindUsers): ManagementCall<Page<FoundUser>> {
  return {
    operation: 'find-users',
    environmentId,
    transactionId,
    method: 'GET',
    path: `users?limit=${ENOUGH}&filter=${equals(by, value)}${atCursor(cursor)}`,
    read: (answer) =>
      pageOf(answer, 'users', (user) => (isAnother(textOf(user, by), value) ? [] : foundUser(user))),
  };
}

/** PingOne: "Read All MFA User Devices"; whether a device shows its serial number is not documented. */
export function listOathDevicesCall({
  environmentId,
  transactionId,
  userId,
  cursor,
}: ListDevices): ManagementCall<Page<OathDevice>> {
  return {
    operation: 'list-devices',
    environmentId,
    transactionId,
    method: 'GET',
    path: `users/${encodeURIComponent(userId)}/devices?filter=${equals('type', 'OATH_TOKEN')}${atCursor(cursor)}`,
    read: (answer) => pageOf(answer, 'devices', oathDevice),
  };
}

function foundUser(user: Record<string, unknown>): readonly FoundUser[] {
  const id = textOf(user, 'id');
  const createdAt = textOf(user, 'createdAt');
  const { enabled } = user;
  return id === undefined
    ? []
    : [
        {
          id: id.toLowerCase(),
          ...(createdAt === undefined ? {} : { createdAt }),
          ...(typeof enabled === 'boolean' ? { enabled } : {}),
        },
      ];
}

function oathDevice(device: Record<string, unknown>): readonly OathDevice[] {
  const id = textOf(device, 'id');
  const serialNumber = textOf(device, 'serialNumber');
  const createdAt = textOf(device, 'createdAt');
  // The filter is PingOne's to apply; a phone must not pass for a token all the same.
  return id === undefined || (device['type'] !== undefined && device['type'] !== 'OATH_TOKEN')
    ? []
    : [
        {
          id,
          ...(serialNumber === undefined ? {} : { serialNumber }),
          ...(createdAt === undefined ? {} : { createdAt }),
        },
      ];
}

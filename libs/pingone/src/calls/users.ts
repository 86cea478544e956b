import type { FindUsers, FoundUser, ListDevices, OathDevice } from '../pingone.port.js';
import { equals, itemsOf, textOf } from './collection.js';
import type { ManagementCall } from './management-calls.js';

/** Two are enough to know that a name is ambiguous. */
const ENOUGH = 2;

/** PingOne: `GET /users?filter=username eq "…"`. */
export function findUsersCall({
  environmentId,
  transactionId,
  by,
  value,
}: FindUsers): ManagementCall<readonly FoundUser[]> {
  return {
    operation: 'find-users',
    environmentId,
    transactionId,
    method: 'GET',
    path: `users?limit=${ENOUGH}&filter=${equals(by, value)}`,
    read: ({ status, json }) => {
      const users = status < 300 ? itemsOf(json, 'users') : undefined;
      return users && { value: users.flatMap((user) => idOf(user)) };
    },
  };
}

/** PingOne: "Read All MFA User Devices"; whether a device shows its serial number is not documented. */
export function listOathDevicesCall({
  environmentId,
  transactionId,
  userId,
}: ListDevices): ManagementCall<readonly OathDevice[]> {
  return {
    operation: 'list-devices',
    environmentId,
    transactionId,
    method: 'GET',
    path: `users/${encodeURIComponent(userId)}/devices?filter=${equals('type', 'OATH_TOKEN')}`,
    read: ({ status, json }) => {
      const devices = status < 300 ? itemsOf(json, 'devices') : undefined;
      return devices && { value: devices.flatMap((device) => oathDevice(device)) };
    },
  };
}

function idOf(item: Record<string, unknown>): readonly FoundUser[] {
  const id = textOf(item, 'id');
  return id === undefined ? [] : [{ id }];
}

function oathDevice(device: Record<string, unknown>): readonly OathDevice[] {
  const id = textOf(device, 'id');
  const serialNumber = textOf(device, 'serialNumber');
  // The filter is PingOne's to apply; a phone must not pass for a token all the same.
  return id === undefined || (device['type'] !== undefined && device['type'] !== 'OATH_TOKEN')
    ? []
    : [{ id, ...(serialNumber === undefined ? {} : { serialNumber }) }];
}

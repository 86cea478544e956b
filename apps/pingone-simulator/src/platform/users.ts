export interface Device {
  readonly id: string;
  readonly type: 'OATH_TOKEN' | 'EMAIL';
  readonly status: 'ACTIVE' | 'ACTIVATION_REQUIRED';
  readonly createdAt: string;
  readonly serialNumber?: string;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly externalId: string;
  readonly name: { readonly given: string; readonly family: string };
  readonly createdAt: string;
  /** A disabled user can't sign in; PingOne lets live sessions be. */
  readonly enabled: boolean;
}

/** The users of an environment, with their devices. */
export class Users {
  readonly #byId = new Map<string, { user: User; devices: Device[] }>();
  readonly #idByUsername = new Map<string, string>();
  readonly #idsByExternalId = new Map<string, string[]>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): User | undefined {
    return this.#byId.get(id)?.user;
  }

  byUsername(username: string): User | undefined {
    const id = this.#idByUsername.get(username.toLowerCase());
    return id === undefined ? undefined : this.get(id);
  }

  /** An external id is the publisher's own affair: PingOne does not keep it unique. */
  byExternalId(externalId: string): readonly User[] {
    return (this.#idsByExternalId.get(externalId) ?? []).flatMap((id) => this.get(id) ?? []);
  }

  add(user: User): void {
    this.#byId.set(user.id, { user, devices: [] });
    this.#idByUsername.set(user.username.toLowerCase(), user.id);
    this.#idsByExternalId.set(user.externalId, [
      ...(this.#idsByExternalId.get(user.externalId) ?? []),
      user.id,
    ]);
  }

  /** @returns whether there was one. */
  delete(userId: string): boolean {
    const user = this.get(userId);
    if (user === undefined) {
      return false;
    }
    this.#byId.delete(userId);
    this.#idByUsername.delete(user.username.toLowerCase());
    const namesakes = this.#idsByExternalId.get(user.externalId) ?? [];
    this.#idsByExternalId.set(
      user.externalId,
      namesakes.filter((id) => id !== userId),
    );
    return true;
  }

  devicesOf(userId: string): readonly Device[] {
    return this.#byId.get(userId)?.devices ?? [];
  }

  addDevice(userId: string, device: Device): void {
    this.#byId.get(userId)?.devices.push(device);
  }

  removeDevice(userId: string, deviceId: string): void {
    const entry = this.#byId.get(userId);
    if (entry !== undefined) {
      entry.devices = entry.devices.filter(({ id }) => id !== deviceId);
    }
  }
}

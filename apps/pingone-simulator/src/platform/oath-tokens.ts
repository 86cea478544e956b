import type { Random } from '../support/random.js';

/** There is no status: an OATH token exists or it does not, and it is paired or it is not. */
export interface OathToken {
  readonly id: string;
  readonly serialNumber: string;
  readonly createdAt: string;
  /** Set while it is a device of a user. */
  readonly pairing?: {
    readonly deviceId: string;
    readonly userId: string;
    /** When it was paired; when it was made unless set. */
    readonly pairedAt?: string;
  };
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Position to go on from; undefined on the last page. */
  readonly next?: number;
}

/** Indexed by id and by serial number, and kept in order of creation for pages that neither repeat nor skip while others delete. */
export class OathTokens {
  readonly #positions = new Map<string, number>();
  readonly #idBySerial = new Map<string, string>();
  readonly #order: (OathToken | undefined)[] = [];

  get size(): number {
    return this.#positions.size;
  }

  get(id: string): OathToken | undefined {
    const position = this.#positions.get(id);
    return position === undefined ? undefined : this.#order[position];
  }

  bySerialNumber(serialNumber: string): OathToken | undefined {
    const id = this.#idBySerial.get(serialNumber);
    return id === undefined ? undefined : this.get(id);
  }

  add(token: OathToken): void {
    this.#positions.set(token.id, this.#order.push(token) - 1);
    this.#idBySerial.set(token.serialNumber, token.id);
  }

  delete(id: string): OathToken | undefined {
    const position = this.#positions.get(id);
    const token = this.get(id);
    if (position === undefined || token === undefined) {
      return undefined;
    }
    this.#positions.delete(id);
    this.#idBySerial.delete(token.serialNumber);
    this.#order[position] = undefined;
    return token;
  }

  /** It goes back to the stock. */
  unpair(serialNumber: string | undefined): void {
    const position = this.#positions.get(this.#idBySerial.get(serialNumber ?? '') ?? '');
    const token = position === undefined ? undefined : this.#order[position];
    if (position !== undefined && token !== undefined) {
      const { pairing: _, ...unpaired } = token;
      this.#order[position] = unpaired;
    }
  }

  page(from: number, limit: number): Page<OathToken> {
    const items: OathToken[] = [];
    for (let position = from; position < this.#order.length; position += 1) {
      const token = this.#order[position];
      if (token === undefined) {
        continue;
      }
      if (items.length === limit) {
        return { items, next: position };
      }
      items.push(token);
    }
    return { items };
  }
}

/** Ping's examples have serial numbers of 14 digits. */
export function newSerialNumber(random: Random): string {
  const digits = Math.floor(random() * 1e7) * 1e7 + Math.floor(random() * 1e7);
  return String(1e14 + digits).slice(1);
}

import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { Secret } from '#libs/redaction';
import type { Origin } from '#libs/revocation';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 's1';

/**
 * Seals tokens with a key of the service (P6: "sealed the moment they are read"):
 * AES-256-GCM, `s1.<key id>.<base64url of nonce, ciphertext, tag>`, bound to the
 * revocation's origin by the additional data, so that a sealed token moved into
 * another entry does not open.
 *
 * The first key seals, all of them open: put a new one in front to rotate.
 */
export class TokenSealer {
  /** Made once: a cipher that is given bytes makes a key of them each time, which takes longer than to seal. */
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #current: string | undefined;

  /** @param keys each 32 bytes, base64 */
  constructor(keys: readonly Secret[]) {
    this.#keys = new Map(keys.map((key) => [keyId(key), createSecretKey(bytesOf(key))]));
    this.#current = keys[0] && keyId(keys[0]);
  }

  /** Undefined without a key: a token that can't be kept safely is not kept. */
  seal(token: string, boundTo: string): string | undefined {
    const key = this.#current === undefined ? undefined : this.#keys.get(this.#current);
    if (this.#current === undefined || !key) {
      return undefined;
    }
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(boundTo));
    const sealed = Buffer.concat([nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${FORMAT}.${this.#current}.${sealed.toString('base64url')}`;
  }

  /** Undefined where the key is gone or the text was altered. */
  open(sealed: string, boundTo: string): Secret | undefined {
    const [format, id = '', body = ''] = sealed.split('.');
    const key = this.#keys.get(id);
    const bytes = Buffer.from(body, 'base64url');
    if (format !== FORMAT || !key || bytes.length < NONCE_BYTES + TAG_BYTES) {
      return undefined;
    }
    try {
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(boundTo))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return new Secret(Buffer.concat([text, decipher.final()]).toString('utf8'));
    } catch {
      return undefined;
    }
  }
}

function bytesOf(key: Secret): Buffer {
  return Buffer.from(key.reveal(), 'base64');
}

/** Names a key without telling anything of it. */
function keyId(key: Secret): string {
  return hash('sha256', bytesOf(key), 'hex').slice(0, 8);
}

/** What a sealed token is bound to: the record that it was read from. */
export function boundTo({
  topic,
  partition,
  offset,
}: Pick<Origin, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}

import { eventMessage } from '#libs/testbed';
import type { Dice } from '../dice.js';
import { TAG_HEADER, type Expected, type Item } from './item.js';

export type Content = Pick<Item, 'tokenIds' | 'missingIds' | 'expected'> & {
  readonly key: string;
  readonly data: object;
};

/** Makes items of what records say: their ids, their tags, and the records themselves. */
export class ItemFactory {
  #made = 0;

  constructor(
    private readonly dice: Dice,
    /** In front of the tags, where several publish at a time. */
    private readonly prefix: string,
  ) {}

  event(topic: Item['topic'], { key, data, ...item }: Content): Item {
    const eventId = this.dice.uuid();
    const tag = this.#tag();
    const time = new Date().toISOString();
    const { headers, ...record } = eventMessage(topic, data, { id: eventId, source: '/chaos', time, key });
    return {
      tag,
      topic,
      eventId,
      ...item,
      message: { ...record, headers: { [TAG_HEADER]: tag, ...headers } },
    };
  }

  /** Without CloudEvents, and without an id. */
  plain(data: object | string | null, tokenIds: readonly string[], expected: Expected): Item {
    const tag = this.#tag();
    const value = data === null || typeof data === 'string' ? data : JSON.stringify(data);
    const message = { key: this.dice.uuid(), value, headers: { [TAG_HEADER]: tag } };
    return { tag, topic: 'userDeprovisioned', expected, tokenIds, missingIds: [], message };
  }

  #tag(): string {
    this.#made += 1;
    return `${this.prefix}${this.#made}`;
  }
}

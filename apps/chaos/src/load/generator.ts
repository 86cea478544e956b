import type { Simulator } from '#libs/testbed';
import type { Dice } from '../dice.js';
import { ItemFactory } from './item-factory.js';
import type { Item } from './item.js';

const USERS_AT_A_TIME = 250;
const REMEMBERED = 500;
const REPEATS = 0.03;

/** Out of a hundred. */
const MIX = [
  [58, 'leaver'],
  [8, 'leaver-with-sessions'],
  [4, 'partly-missing'],
  [2, 'all-missing'],
  [3, 'twin'],
  [15, 'session'],
  [2, 'unknown-session'],
  [2, 'without-id'],
  [3, 'invalid'],
  [3, 'unreadable'],
] as const;

type Kind = (typeof MIX)[number][1];

/** Of a user who is signed in. */
const MOST_SESSIONS = 2;

interface User {
  readonly id: string;
  readonly tokenIds: readonly string[];
}

/** Events without end about what a simulated PingOne has; the same for the same dice. */
export class Generator {
  #users: User[] = [];
  readonly #recent: Item[] = [];
  /** The second of two events about the same tokens, until it is its turn. */
  #twin: (() => Item) | undefined;
  readonly #items: ItemFactory;

  constructor(
    private readonly simulator: Simulator,
    private readonly dice: Dice,
    /** In front of the tags of its items, where several publish at a time. */
    prefix = '',
  ) {
    this.#items = new ItemFactory(dice, prefix);
  }

  /** The next record to publish: mostly something new, now and then an earlier one again. */
  next(): Item {
    if (this.#recent.length > 0 && this.dice.chance(REPEATS)) {
      return this.dice.pick(this.#recent);
    }
    const item = this.#new();
    if (item.eventId !== undefined) {
      this.#recent.push(item);
      this.#recent.splice(0, this.#recent.length - REMEMBERED);
    }
    return item;
  }

  /** No earlier item is made again: what is published again to another lane is not recognised. */
  forget(): void {
    this.#recent.length = 0;
  }

  #new(): Item {
    if (this.#twin !== undefined && this.dice.chance(0.3)) {
      const twin = this.#twin();
      this.#twin = undefined;
      return twin;
    }
    switch (this.#kind()) {
      case 'leaver':
        return this.#leaver(this.#user(), []);
      case 'partly-missing':
        return this.#leaver(this.#user(), this.#missing());
      case 'all-missing':
        return this.#leaver({ id: this.#without(), tokenIds: [] }, this.#missing());
      case 'twin': {
        const user = this.#user();
        // Another key: most likely another partition, and so another lane and another process.
        this.#twin = () => this.#leaver(user, [], { key: this.dice.uuid() });
        return this.#leaver(user, []);
      }
      case 'leaver-with-sessions':
        return this.#signedIn();
      case 'session':
        return this.#session();
      case 'unknown-session':
        return this.#unknownSession();
      case 'without-id': {
        const user = this.#user();
        return this.#items.plain({ userId: user.id, oathTokenIds: user.tokenIds }, user.tokenIds, {
          kind: 'completed',
        });
      }
      case 'invalid':
        return this.#invalid();
      case 'unreadable':
        return this.#unreadable();
    }
  }

  #kind(): Kind {
    let left = this.dice.int(1, 100);
    for (const [share, kind] of MIX) {
      left -= share;
      if (left <= 0) {
        return kind;
      }
    }
    return 'leaver';
  }

  #leaver(
    { id: userId, tokenIds }: User,
    missingIds: readonly string[],
    { key = userId }: { readonly key?: string } = {},
  ): Item {
    const oathTokenIds = [...tokenIds, ...missingIds];
    return this.#items.event('userDeprovisioned', {
      key,
      tokenIds: oathTokenIds,
      missingIds,
      expected: { kind: 'completed' },
      data: { userId, oathTokenIds },
    });
  }

  #missing(): readonly string[] {
    return Array.from({ length: this.dice.int(1, 2) }, () => this.dice.uuid());
  }

  #invalid(): Item {
    const userId = this.dice.uuid();
    return this.#items.event('userDeprovisioned', {
      key: userId,
      tokenIds: [],
      missingIds: [],
      expected: { kind: 'failed', code: 'invalid-event' },
      data: { userId, oathTokenIds: ['not-a-uuid'] },
    });
  }

  #session(): Item {
    const { clientId } = this.dice.pick(this.simulator.applications);
    const { users } = this.simulator.seed({ users: 1, oathTokensPerUser: 0, sessionsPerUser: 0 });
    const userId = users[0]?.id ?? '';
    const { sessionId, tokens } = this.simulator.issueTokens({ clientId, userId, format: 'opaque' });
    const references = tokens.map(({ token, kind }) => ({ token, clientId, tokenTypeHint: `${kind}_token` }));
    return this.#items.event('sessionTerminated', {
      key: sessionId,
      tokenIds: [],
      missingIds: [],
      expected: { kind: 'completed' },
      data: { sessionId, userId, tokens: references },
    });
  }

  /** The id of a user who has neither tokens nor sessions. */
  #without(): string {
    const { users } = this.simulator.seed({ users: [{ oathTokens: 0, sessions: 0 }] });
    return users[0]?.id ?? '';
  }

  #signedIn(): Item {
    const { users } = this.simulator.seed({
      users: [{ oathTokens: this.dice.int(1, 2), sessions: this.dice.int(1, MOST_SESSIONS) }],
    });
    const [user] = users;
    const tokenIds = user?.oathTokens.map(({ id }) => id) ?? [];
    const userId = user?.id ?? '';
    return {
      ...this.#leaver({ id: userId, tokenIds }, []),
      userId,
    };
  }

  #unknownSession(): Item {
    const sessionId = this.dice.uuid();
    return this.#items.event('sessionTerminated', {
      key: sessionId,
      tokenIds: [],
      missingIds: [],
      expected: { kind: 'unknown-session' },
      data: { sessionId },
    });
  }

  #unreadable(): Item {
    switch (this.dice.int(1, 3)) {
      case 1:
        return this.#items.plain(null, [], { kind: 'dead-letter', code: 'tombstone' });
      case 2:
        return this.#items.plain('{"userId":', [], { kind: 'dead-letter', code: 'not-json' });
      default:
        return this.#items.plain({ hello: 'world' }, [], { kind: 'dead-letter', code: 'unknown-shape' });
    }
  }

  #user(): User {
    if (this.#users.length === 0) {
      const { users } = this.simulator.seed({
        users: Array.from({ length: USERS_AT_A_TIME }, () => ({ oathTokens: this.dice.int(1, 3) })),
        sessionsPerUser: 0,
      });
      this.#users = users.map(({ id, oathTokens }) => ({
        id,
        tokenIds: oathTokens.map((token) => token.id),
      }));
    }
    const user = this.#users.pop();
    if (user === undefined) {
      throw new Error('The simulator made no users');
    }
    return user;
  }
}

import type { JournalPositions } from './journal.port.js';

/** Several as one, in their order. */
export function jointPositions(parts: () => readonly JournalPositions[]): JournalPositions {
  return {
    get dirty() {
      return parts().some(({ dirty }) => dirty);
    },
    advance: () => parts().flatMap((part) => part.advance()),
  };
}

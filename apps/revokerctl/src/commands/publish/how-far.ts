import { count, grouped } from '../../cli/words.js';
import type { Parcel } from './parcel.js';

/**
 * How far sending came before it broke off, and what comes of doing it again.
 *
 * @param sent acknowledged for sure; of the `chunk` after them nobody knows
 */
export function howFar(
  parcels: readonly Pick<Parcel, 'draft' | 'identity'>[],
  { sent, chunk }: { readonly sent: number; readonly chunk: number },
): string {
  const total = parcels.length;
  const doubtful = Math.min(chunk, total - sent);
  const unnamed = parcels.filter(({ draft, identity }) => draft.isIdNew || !identity.eventId).length;
  return [
    `the first ${grouped(sent)} of ${count(total, 'event')} are published for sure, up to ${doubtful} more may be.`,
    unnamed === 0
      ? 'Publishing all of them again with the same ids repeats nothing.'
      : `${grouped(unnamed)} of them ${unnamed === 1 ? 'has' : 'have'} no id where they come from: published again they are other events, and carried out again. Publish only those that are missing ("revokerctl find").`,
  ].join(' ');
}

import { messageOf } from '#libs/async';
import { type KafkaSettings, openWriter, type WriterMessage } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { CliError, EXIT } from '../../cli/cli-error.js';
import { count, grouped } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import type { OutgoingEvent } from './outgoing-event.js';

/** Few enough that a failure says closely how far it came, many enough that the way there and back is not all there is. */
const CHUNK = 500;

/**
 * Sends all, in their order.
 *
 * @throws CliError that says how many Kafka has acknowledged for sure
 */
export async function sendAll(
  context: CommandContext,
  kafka: KafkaSettings,
  events: readonly OutgoingEvent[],
): Promise<void> {
  const { signal, terminal } = context;
  const writer = await openWriter(kafka, { log: silentLog, signal });
  using progress = terminal.progress('Publishing', events.length);
  let sent = 0;
  try {
    while (sent < events.length) {
      signal.throwIfAborted();
      const chunk = events.slice(sent, sent + CHUNK);
      for (const [topic, group] of Map.groupBy(chunk, (event) => event.topic)) {
        await writer.send(topic, group.map(asMessage));
      }
      sent += chunk.length;
      progress.add(chunk.length);
    }
  } catch (error) {
    const why = signal.aborted ? 'Interrupted' : messageOf(error) || 'unknown reason';
    throw new CliError(
      signal.aborted ? EXIT.interrupted : EXIT.unavailable,
      `${why}: ${describeSent(events, { sent, chunk: CHUNK })}`,
    );
  } finally {
    await writer.close();
  }
}

function asMessage({ draft: { key, value, headers } }: OutgoingEvent): WriterMessage {
  return { key, value, headers };
}

/**
 * How far sending came before it broke off, and what comes of doing it again.
 *
 * @param sent acknowledged for sure; the `chunk` after them may be, too
 */
export function describeSent(
  events: readonly Pick<OutgoingEvent, 'draft' | 'identity'>[],
  { sent, chunk }: { readonly sent: number; readonly chunk: number },
): string {
  const total = events.length;
  const doubtful = Math.min(chunk, total - sent);
  const unnamed = events.filter(({ draft, identity }) => draft.isIdNew || !identity.eventId).length;
  return [
    `the first ${grouped(sent)} of ${count(total, 'event')} are published for sure, up to ${doubtful} more may be.`,
    unnamed === 0
      ? 'Publishing all of them again with the same ids repeats nothing.'
      : `${grouped(unnamed)} of them ${unnamed === 1 ? 'has' : 'have'} no id where they come from: published again they are other events, and carried out again. Publish only those that are missing ("revokerctl find").`,
  ].join(' ');
}

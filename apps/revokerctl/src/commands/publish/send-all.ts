import { openWriter, type KafkaSettings, type WriterMessage } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { CliError } from '../../cli/cli-error.js';
import { EXIT } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { howFar } from './how-far.js';
import type { Parcel } from './parcel.js';

/** Few enough that a failure says closely how far it came, many enough that the way there and back is not all there is. */
const CHUNK = 500;

/**
 * Sends all, in their order.
 *
 * @throws CliError that says how many Kafka has acknowledged for sure
 */
export async function sendAll(tool: Tool, kafka: KafkaSettings, parcels: readonly Parcel[]): Promise<void> {
  const { signal, terminal } = tool;
  const writer = await openWriter(kafka, { log: silentLog, signal });
  using progress = terminal.progress('Publishing', parcels.length);
  let sent = 0;
  try {
    while (sent < parcels.length) {
      signal.throwIfAborted();
      const chunk = parcels.slice(sent, sent + CHUNK);
      for (const [topic, group] of Map.groupBy(chunk, (parcel) => parcel.topic)) {
        await writer.send(topic, group.map(messageOf));
      }
      sent += chunk.length;
      progress.add(chunk.length);
    }
  } catch (error) {
    const why = signal.aborted ? 'Interrupted' : error instanceof Error ? error.message : 'unknown reason';
    throw new CliError(
      signal.aborted ? EXIT.interrupted : EXIT.unavailable,
      `${why}: ${howFar(parcels, { sent, chunk: CHUNK })}`,
    );
  } finally {
    await writer.close();
  }
}

function messageOf({ draft: { key, value, headers } }: Parcel): WriterMessage {
  return { key, value, headers };
}

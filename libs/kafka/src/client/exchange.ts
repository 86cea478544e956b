import type { KafkajsConnection } from '../kafkajs/kafkajs-internals.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { ProtocolReader } from '../protocol/protocol-reader.js';
import { ProtocolWriter } from '../protocol/protocol-writer.js';

/**
 * One request and its answer, over a socket and a request queue of kafkajs but
 * past its encoder: that copies each request twice, into zeroed buffers of the
 * next power of two, so that a commit of one megabyte took four more, and all of
 * it stayed in the process.
 *
 * Rejects with errors of kafkajs where the connection fails, and with RangeError
 * where the answer cannot be read.
 */
export async function exchange<Answer>(
  connection: KafkajsConnection,
  request: ProtocolRequest<Answer>,
  requestTimeoutMs: number,
): Promise<{ readonly throttleMs: number; readonly answer: Answer }> {
  if (!connection.isAuthenticated()) {
    await connection.authenticate();
  }
  if (!connection.isConnected()) {
    throw new Error('The connection was closed');
  }
  const correlationId = connection.nextCorrelationId();
  const chunks = framed(request, correlationId, connection.clientId);
  const payload = await new Promise<Buffer>((resolve, reject) => {
    connection.requestQueue.push({
      entry: {
        apiKey: request.key,
        apiName: request.api,
        apiVersion: request.version,
        correlationId,
        resolve: (answered) => resolve(answered.payload),
        reject,
      },
      expectResponse: true,
      requestTimeout: requestTimeoutMs + (request.brokerWaitMs ?? 0),
      sendRequest: () => {
        connection.socket.cork();
        chunks.forEach((chunk) => connection.socket.write(chunk));
        connection.socket.uncork();
      },
    });
  });
  const reader = new ProtocolReader(payload);
  if (request.isFlexible) {
    reader.skipTags();
  }
  const { throttleMs, answer } = request.decode(reader);
  connection.requestQueue.maybeThrottle(throttleMs); // KIP-219
  return { throttleMs, answer };
}

/** With its length in front, and request header version 1; 2 of a flexible version. */
function framed(
  request: ProtocolRequest<unknown>,
  correlationId: number,
  clientId: string,
): readonly Buffer[] {
  const header = new ProtocolWriter()
    .int16(request.key)
    .int16(request.version)
    .int32(correlationId)
    .string(clientId);
  if (request.isFlexible) {
    header.noTags();
  }
  const body = new ProtocolWriter();
  request.encode(body);
  const content = [...header.finish(), ...body.finish()];
  const length = content.reduce((sum, chunk) => sum + chunk.length, 0);
  return [...new ProtocolWriter().int32(length).finish(), ...content];
}

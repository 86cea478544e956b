import type { ServerResponse } from 'node:http';
import type { Answer } from '../answers/answer.js';

/** PingOne's every answer has a Correlation-Id. */
function writeHead(response: ServerResponse, answer: Answer, correlationId: string): void {
  const { status, headers, body = '' } = answer;
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length, 'correlation-id': correlationId });
}

export function send(response: ServerResponse, answer: Answer, correlationId: string): void {
  writeHead(response, answer, correlationId);
  response.end(answer.body);
}

/** The connection breaks, and the client has no answer. */
export function drop(response: ServerResponse): void {
  response.socket?.destroy();
}

/** The client sees the status and half of the body, and then the connection breaks. */
export function sendHalf(response: ServerResponse, answer: Answer, correlationId: string): void {
  const { body = '' } = answer;
  if (body.length < 2) {
    drop(response);
    return;
  }
  writeHead(response, answer, correlationId);
  response.write(body.slice(0, Math.floor(body.length / 2)), () => drop(response));
}

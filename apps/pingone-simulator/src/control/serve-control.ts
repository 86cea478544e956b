import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { payloadTooLarge } from '../answers/pingone-errors.js';
import { readBody } from '../http/read-body.js';
import { send } from '../http/send.js';
import type { ControlPanel } from './control-panel.js';

/** A hundred thousand explicit ids fit. */
const MAX_BODY_BYTES = 64 * 1_048_576;

/** Not counted, not limited, not touched by any rule. */
export function serveControl(
  panel: ControlPanel,
  publicUrl: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const correlationId = randomUUID();
  readBody(request, MAX_BODY_BYTES, (body) => {
    switch (body.kind) {
      case 'aborted':
        return;
      case 'too-large':
        send(response, payloadTooLarge(MAX_BODY_BYTES), correlationId);
        return;
      case 'body': {
        const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
        const baseUrl = publicUrl ?? `http://${request.headers.host ?? 'localhost'}`;
        const { method = 'GET' } = request;
        send(
          response,
          panel.handle({ method, path, query: new URLSearchParams(query), body: body.text, baseUrl }),
          correlationId,
        );
      }
    }
  });
}

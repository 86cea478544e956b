import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

import type { ISocketFactory, SASLOptions } from 'kafkajs';

import type { KafkaSasl, KafkaTls } from './settings.js';

const KEEP_ALIVE_AFTER_MS = 60_000;

/** TLS of at least version 1.2; the host name is always checked. */
export function tlsOptions({ caPem, certPem, keyPem }: KafkaTls): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    ...(caPem !== undefined && { ca: caPem }),
    ...(certPem !== undefined && { cert: certPem }),
    ...(keyPem !== undefined && { key: keyPem.reveal() }),
  };
}

export function saslOptions({ mechanism, username, password }: KafkaSasl): SASLOptions {
  return { mechanism, username, password: password.reveal() };
}

/** As kafkajs's own, but without Nagle's algorithm: requests are small, and several are on their way at a time. */
export const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
    : connectPlain({ host, port }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
  return socket;
};

import type { Trouble, TroubleCause } from '../trouble.js';
import type { Unanswered } from './exchange.js';

/** The code of the error that ends an answer without an end. */
export const ANSWER_TOO_LARGE = 'ANSWER_TOO_LARGE';

interface Meaning {
  readonly cause: TroubleCause;
  readonly words: string;
}

const UNTRUSTED: Meaning = {
  cause: 'certificate-untrusted',
  words: 'its certificate is not signed by an authority that is trusted here',
};

/** Codes of Node.js and OpenSSL. Their messages are not repeated: they may quote what was sent. */
const BY_CODE: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: { cause: 'name-unknown', words: 'the name is not known' },
  EAI_AGAIN: { cause: 'name-unknown', words: 'the name server does not answer' },
  ECONNREFUSED: { cause: 'connection-refused', words: 'the connection is refused' },
  EHOSTUNREACH: { cause: 'unreachable', words: 'there is no way to the host' },
  ENETUNREACH: { cause: 'unreachable', words: 'there is no way to the network' },
  EHOSTDOWN: { cause: 'unreachable', words: 'the host is down' },
  EACCES: { cause: 'unreachable', words: 'the operating system does not allow the connection' },
  EPERM: { cause: 'unreachable', words: 'the operating system does not allow the connection' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  CERT_UNTRUSTED: UNTRUSTED,
  CERT_REJECTED: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  INVALID_CA: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    cause: 'certificate-wrong-host',
    words: 'its certificate is for another host name',
  },
  HOSTNAME_MISMATCH: { cause: 'certificate-wrong-host', words: 'its certificate is for another host name' },
  CERT_HAS_EXPIRED: { cause: 'certificate-expired', words: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { cause: 'certificate-expired', words: 'its certificate is not valid yet' },
  ECONNRESET: { cause: 'connection-reset', words: 'the connection was closed without an answer' },
  EPIPE: { cause: 'connection-reset', words: 'the connection was closed while the request was sent' },
  ECONNABORTED: { cause: 'connection-reset', words: 'the connection was closed without an answer' },
  ERR_BODY_PARSE_FAILURE: { cause: 'answer-unreadable', words: 'the answer cannot be read' },
  ERR_READING_RESPONSE_STREAM: { cause: 'answer-unreadable', words: 'the answer was cut off' },
  [ANSWER_TOO_LARGE]: { cause: 'answer-unreadable', words: 'the answer is too large' },
};

/** Why no answer came. Only the code is taken of an error: the rest of it may show the request (P6). */
export function troubleOfError(
  error: unknown,
  { host, delivered }: { readonly host: string; readonly delivered: Unanswered['delivered'] },
): Trouble {
  const code = codeOf(error);
  const { cause, words } = meaningOf(code, delivered);
  return { cause, detail: `${host === '' ? '' : `${host}: `}${words}${code === '' ? '' : ` (${code})`}` };
}

function meaningOf(code: string, delivered: Unanswered['delivered']): Meaning {
  const known = BY_CODE[code];
  if (known) {
    return known;
  }
  if (code === 'ETIMEDOUT') {
    return delivered === 'never'
      ? { cause: 'timeout', words: 'no connection within the time of a request' }
      : { cause: 'timeout', words: 'no answer within the time of a request' };
  }
  if (code.startsWith('HPE_')) {
    return { cause: 'answer-unreadable', words: 'the answer is not HTTP' };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { cause: 'tls-failed', words: 'TLS cannot be agreed on' };
  }
  return delivered === 'never'
    ? { cause: 'no-connection', words: 'no connection could be made' }
    : { cause: 'connection-reset', words: 'the connection ended without an answer' };
}

/** The innermost: got says `ERR_…` of its own where a stream broke. */
function codeOf(error: unknown): string {
  const own = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof own === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(own) ? own : '';
}

/** How a client says who it is, before anything is verified. */
export type PresentedCredentials =
  | {
      readonly method: 'CLIENT_SECRET_BASIC';
      readonly clientId: string;
      readonly encoded: { readonly id: string; readonly secret: string };
    }
  | { readonly method: 'CLIENT_SECRET_POST'; readonly clientId: string; readonly clientSecret: string }
  | { readonly method: 'NONE'; readonly clientId: string }
  | {
      readonly method: 'ASSERTION';
      readonly clientId: string;
      readonly assertion: string;
      readonly assertionType: string;
    }
  | { readonly method: 'MISSING'; readonly clientId?: undefined }
  /** RFC 6749 section 2.3: a client must not use more than one method in a request. */
  | { readonly method: 'SEVERAL'; readonly clientId?: undefined };

const MISSING: PresentedCredentials = { method: 'MISSING' };

function basic(header: string): PresentedCredentials {
  const decoded = Buffer.from(header.slice('basic '.length).trim(), 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) {
    return MISSING;
  }
  const id = decoded.slice(0, colon);
  return { method: 'CLIENT_SECRET_BASIC', clientId: id, encoded: { id, secret: decoded.slice(colon + 1) } };
}

/** The subject of an assertion, unverified: only to know whose key to verify it with. */
function subjectOf(assertion: string): string {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    const subject = (claims as { sub?: unknown } | null)?.sub;
    return typeof subject === 'string' ? subject : '';
  } catch {
    return '';
  }
}

export function presentedCredentials(
  authorization: string | undefined,
  form: URLSearchParams,
): PresentedCredentials {
  const inHeader = authorization !== undefined && /^basic /i.test(authorization);
  const assertion = form.get('client_assertion');
  const clientSecret = form.get('client_secret');
  const clientId = form.get('client_id');
  if (Number(inHeader) + Number(assertion !== null) + Number(clientSecret !== null) > 1) {
    return { method: 'SEVERAL' };
  }
  if (inHeader) {
    return basic(authorization);
  }
  if (assertion !== null) {
    const assertionType = form.get('client_assertion_type') ?? '';
    return { method: 'ASSERTION', clientId: clientId ?? subjectOf(assertion), assertion, assertionType };
  }
  if (clientId === null || clientId === '') {
    return MISSING;
  }
  return clientSecret === null
    ? { method: 'NONE', clientId }
    : { method: 'CLIENT_SECRET_POST', clientId, clientSecret };
}

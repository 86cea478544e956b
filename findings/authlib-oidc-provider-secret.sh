#!/usr/bin/env bash
# A client whose secret has a % or + in it gets no token by client_secret_basic, and one by _post.
#
# Packages:  Authlib 1.9.10, requests 2.34.2 (PyPI); oidc-provider 9.13.3 (npm)
# Expected:  both methods work with any secret. RFC 6749, section 2.3.1: identifier and secret are encoded
#            with application/x-www-form-urlencoded, and the results are user name and password of Basic.
#            The secret, of printable ASCII, is valid by appendix A.2.
# Observed:  Authlib sends the secret as it is, oidc-provider decodes it as the RFC says: another secret,
#            401 invalid_client. The token that the client means to revoke stays active. With letters and
#            digits only, nothing of it is seen.
source "$(dirname "$0")/support/common.sh"

python_packages Authlib==1.9.10 requests==2.34.2
npm_packages oidc-provider@9.13.3 node@24.21.0
cat >server.js <<'END'
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const client = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
const secrets = { letters: 'abc123', odd: 'a%2Fb+c' };
const clients = Object.entries(secrets).flatMap(([name, client_secret]) =>
  ['basic', 'post'].map((method) => ({
    ...client,
    client_id: `${name}-${method}`,
    client_secret,
    token_endpoint_auth_method: `client_secret_${method}`,
  })),
);
let provider;
const server = createServer((request, response) => provider.callback()(request, response));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
provider = new Provider(base, {
  clients,
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
});
console.info = () => {};
const child = spawn('python', ['see.py', base], { stdio: 'inherit' });
child.once('exit', (code) => process.exit(code ?? 2));
END
cat >see.py <<'END'
import sys
from authlib.integrations.requests_client import OAuth2Session

for name, secret in (("letters", "abc123"), ("odd", "a%2Fb+c")):
    for method in ("basic", "post"):
        session = OAuth2Session(f"{name}-{method}", secret, token_endpoint_auth_method=f"client_secret_{method}")
        try:
            token = session.fetch_token(sys.argv[1] + "/token", grant_type="client_credentials")
            print(f"{secret} by {method}: a {token['token_type']} token")
        except Exception as error:
            print(f"{secret} by {method}: {error.error}")
END
observe node server.js
stated <<'END'
abc123 by basic: a Bearer token
abc123 by post: a Bearer token
a%2Fb+c by basic: invalid_client
a%2Fb+c by post: a Bearer token
END

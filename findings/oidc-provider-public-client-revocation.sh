#!/usr/bin/env bash
# A public client is told that another client's token is revoked, while the token stays valid.
#
# Package:   oidc-provider 9.13.3 (npm), default policy of its revocation feature
# Expected:  an error. RFC 7009, section 2.1: the server verifies that the token was issued to the
#            client that asks; if not, "the request is refused and the client is informed of the error".
#            (Section 2.2 keeps the answer 200 for tokens that are revoked, or invalid anyway.)
# Observed:  a confidential client gets 400 invalid_request, a public one gets 200 with an empty body, the
#            answer for success. The token is active afterwards. So a 200 of /revoke is no proof.
source "$(dirname "$0")/support/common.sh"

npm_packages oidc-provider@9.13.3 node@24.21.0
cat >see.js <<'END'
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const confidential = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
const clients = [
  { client_id: 'owner', client_secret: 'one', ...confidential },
  { client_id: 'other', client_secret: 'two', ...confidential },
  { client_id: 'public', token_endpoint_auth_method: 'none', redirect_uris: ['https://app.example/cb'] },
];
const on = { enabled: true };
const features = { clientCredentials: on, revocation: on, introspection: on, devInteractions: { enabled: false } };

let provider;
const server = createServer((request, response) => provider.callback()(request, response));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
provider = new Provider(base, { clients, features });
// Its notices about default settings are not what is looked at.
console.info = () => {};

const post = (path, body, id, secret) =>
  fetch(base + path, {
    method: 'POST',
    body: new URLSearchParams(body),
    headers: id === undefined ? {} : { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
  });
const { access_token: token } = await (await post('/token', { grant_type: 'client_credentials' }, 'owner', 'one')).json();
const show = async (who, response) => {
  const text = await response.text();
  const { active } = await (await post('/token/introspection', { token }, 'owner', 'one')).json();
  console.log(`${who}: ${response.status} ${text === '' ? '(empty)' : JSON.parse(text).error}, then active: ${active}`);
};
await show('other confidential client', await post('/token/revocation', { token }, 'other', 'two'));
await show('public client', await post('/token/revocation', { token, client_id: 'public' }));
await show('its own client', await post('/token/revocation', { token }, 'owner', 'one'));
server.close();
END
observe node see.js
stated <<'END'
other confidential client: 400 invalid_request, then active: true
public client: 200 (empty), then active: true
its own client: 200 (empty), then active: false
END

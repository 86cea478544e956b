/** Names of fields, form parameters and headers whose value is a secret wherever they stand: the log looks for exactly these. */
export const SECRET_NAMES = [
  'access_token',
  'authorization',
  'client_assertion',
  'client_secret',
  'clientSecret',
  'id_token',
  'password',
  'private_key',
  'privateKey',
  'proxy-authorization',
  'refresh_token',
  'secret',
  'token',
] as const;

/** Words that make a field, a header or a parameter a secret, wherever they are in its name. */
export const SECRET_WORDS =
  'token|secret|passw|passphrase|pass-phrase|pass_phrase|pwd|authori[sz]ation|bearer|credential|assertion|cookie|jwt|' +
  'api[-_ ]?key|private[-_ ]?key|signature|client[-_ ]?key|access[-_ ]?key';

const SECRET_NAME = new RegExp(SECRET_WORDS, 'i');

/** They have such a word in their name, and identify or describe a token without being one. */
const HARMLESS = new Set([
  'oathtokenids',
  'oathtokenid',
  'tokenids',
  'tokenid',
  'tokentypehint',
  'tokentype',
  'tokensha256',
  'tokenendpointauthmethod',
]);

const bare = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '');

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS.has(bare(name));
}

/** Lists of TokenRef: beside the token, an entry holds what is needed to understand it. */
export function isTokenList(name: string): boolean {
  return bare(name) === 'tokens';
}

export function describesToken(name: string): boolean {
  return bare(name) === 'clientid' || bare(name) === 'tokentypehint';
}

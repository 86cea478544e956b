import { expect, it } from '@jest/globals';
import { isSecretName, SECRET_NAMES } from './secret-names.js';

it('Every name that the log redacts is also a secret name in a record', () => {
  expect(SECRET_NAMES.filter((name) => !isSecretName(name))).toEqual([]);
});

it.each(['oathTokenIds', 'tokenTypeHint', 'tokenSha256', 'PINGONE_ENVIRONMENT_ID'])(
  'The name %s is shown with its value',
  (name) => {
    expect(isSecretName(name)).toBe(false);
  },
);

import { describe, expect, it } from '@jest/globals';
import { parseHostPort } from './reachable.js';

describe('parseHostPort', () => {
  it.each([
    ['localhost:9092', { host: 'localhost', port: 9092 }],
    [' 10.0.0.1:1 ', { host: '10.0.0.1', port: 1 }],
    ['[::1]:9092', { host: '::1', port: 9092 }],
    ['::1:9092', { host: '::1', port: 9092 }],
    ['localhost', undefined],
    ['localhost:', undefined],
    [':9092', undefined],
    ['localhost:70000', undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(parseHostPort(text)).toEqual(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { findJava, majorOf, parseJavaRelease } from './java.js';

const signal = new AbortController().signal;

describe('the release of a Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', '17.0.15', 17],
    ['java version "1.8.0_421"', '1.8.0_421', 8],
    ['openjdk version "25" 2025-09-16', '25', 25],
    ['openjdk version "24-ea" 2025-03-18', '24-ea', 24],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2"', '21.0.2', 21],
  ])('is read from %j', (output, release, major) => {
    expect(parseJavaRelease(output)).toBe(release);
    expect(majorOf(release)).toBe(major);
  });

  it('is unknown where macOS only offers to install one', () => {
    expect(
      parseJavaRelease('The operation couldn’t be completed. Unable to locate a Java Runtime.'),
    ).toBeUndefined();
  });
});

describe('findJava', () => {
  it('goes on to the PATH where JAVA_HOME holds none', async () => {
    const inPath = await findJava({}, signal);
    expect(await findJava({ JAVA_HOME: '/nowhere' }, signal)).toEqual(inPath);
  });

  it('rejects with the reason of the signal', async () => {
    await expect(findJava({}, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

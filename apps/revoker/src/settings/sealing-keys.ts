import { Secret } from '#libs/redaction';
import type { Findings, SettingValues } from '#libs/settings';

const NAME = 'TOKEN_SEALING_KEY_FILE';
const KEY_BYTES = 32;
const HEX = /^[0-9A-Fa-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The keys of the file in their order, as base64. Empty lines and lines that start with `#` are passed over. */
export function sealingKeys(values: SettingValues<typeof NAME>, findings: Findings): readonly Secret[] {
  const content = values[NAME]?.reveal();
  if (content === undefined) {
    if (findings.isSound(NAME)) {
      findings.warning(NAME, 'is not set: events that carry tokens will end as sealing-key-missing');
    }
    return [];
  }
  const lines = content
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  if (lines.length === 0) {
    findings.problem(NAME, 'must hold at least one key');
  }
  return lines.flatMap(({ text, number }) => {
    const key = keyOf(text);
    if (key === undefined) {
      findings.problem(
        NAME,
        `must hold keys of ${KEY_BYTES} bytes in base64 or hex (line ${number} is none)`,
      );
      return [];
    }
    return [new Secret(key.toString('base64'))];
  });
}

function keyOf(text: string): Buffer | undefined {
  // 64 hex digits would pass for base64 too, but of 48 bytes: no text is both a key in hex and one in base64.
  const key = HEX.test(text)
    ? Buffer.from(text, 'hex')
    : BASE64.test(text)
      ? Buffer.from(text, 'base64')
      : undefined;
  return key?.length === KEY_BYTES ? key : undefined;
}

import { describe, expect, it } from '@jest/globals';
import { LogTail } from './log-tail.js';

describe('the end of a log', () => {
  it('holds the last lines, wherever the stream was cut', () => {
    const tail = new LogTail(2);
    tail.add('one\ntw');
    tail.add('o\n\nthr');
    tail.add('ee\nfour');
    expect(tail.lines()).toEqual(['three', 'four']);
  });

  it('shows JSON lines as a person reads them', () => {
    const tail = new LogTail(5);
    tail.add('{"level":50,"msg":"It broke","err":{"stack":"Error: x\\n    at y"}}\n');
    tail.add('{"level":"warn","msg":"Beware"}\n{"no":"message"}\n');
    expect(tail.lines()).toEqual(['ERROR It broke\nError: x\n    at y', 'WARN  Beware', '{"no":"message"}']);
  });
});

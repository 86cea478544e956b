/** Ends the sandbox with a sentence for a person, printed without a stack. */
export class SandboxError extends Error {
  override readonly name: string = 'SandboxError';
}

/** The service ended while it was needed. The message holds the end of its log. */
export class ServiceDiedError extends SandboxError {
  override readonly name = 'ServiceDiedError';

  constructor(how: string, lastLines: readonly string[]) {
    const log =
      lastLines.length === 0 ? 'It had logged nothing.' : `The end of its log:\n${lastLines.join('\n')}`;
    super(`The service ended (${how}). ${log}`);
  }
}

/** Ctrl-C: stop everything, and say nothing of an error. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Ends the sandbox with a sentence for a person, printed without a stack. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

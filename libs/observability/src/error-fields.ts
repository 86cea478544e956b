import { messageOf } from '#libs/async';
import type { LogFields } from './log.port.js';

const DEEPEST_CAUSE = 3;

/**
 * What may be logged of something that was thrown: name, code, message and where
 * it came from. Nothing else of it: an error of got carries the Authorization
 * header and the request body in its properties, one of class-validator the
 * value it refused. The stack is given without its first lines, which repeat the message.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) {
    return { errorName: typeof error, errorMessage: messageOf(error) };
  }
  const causes = causesOf(error);
  return {
    errorName: error.name,
    ...codeFieldOf(error),
    errorMessage: messageOf(error),
    ...(causes.length > 0 && { errorCauses: causes }),
    errorStack: framesOf(error.stack),
  };
}

/** The lines of a stack that name places. */
export function framesOf(stack: string | undefined): string {
  return (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
}

function codeFieldOf(error: Error): LogFields {
  return 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
    ? { errorCode: error.code }
    : {};
}

function causesOf(error: Error): readonly string[] {
  const causes: string[] = [];
  let cause = error.cause;
  while (cause instanceof Error && causes.length < DEEPEST_CAUSE) {
    causes.push(`${cause.name}: ${messageOf(cause)}`);
    cause = cause.cause;
  }
  return causes;
}

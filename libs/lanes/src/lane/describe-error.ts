import { TransactionError } from '../wire/transaction.errors.js';
import { WireError } from '../wire/wire.errors.js';

/** Only our own errors say what may be logged. */
export function describeError(error: unknown): string {
  if (error instanceof TransactionError || error instanceof WireError) {
    return `${error.code}: ${error.message}`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}

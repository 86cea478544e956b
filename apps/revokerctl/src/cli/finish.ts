import type { ExitCode } from './exit-codes.js';

/** Called once by the command that ran. */
export type Finish = (exitCode: ExitCode) => void;

import { Command } from 'commander';
import { refuseEmpty } from './cli/refuse-empty.js';
import { registerAudit } from './commands/audit/audit.js';
import { registerCancel } from './commands/cancel.js';
import { registerDeadLetters } from './commands/dead-letters/register.js';
import { registerDoctor } from './commands/doctor/doctor.js';
import { registerEmergencyStop } from './commands/emergency-stop.js';
import { registerEvidence, registerFind } from './commands/find/find.js';
import { registerHolds } from './commands/holds/register.js';
import { registerLedger } from './commands/ledger/register.js';
import { registerPlan } from './commands/plan/plan.js';
import { registerPublish } from './commands/publish/publish.js';
import { registerReplay } from './commands/replay/register.js';
import { registerRetry } from './commands/retry.js';
import { registerStatus } from './commands/status/status.js';
import { registerTail } from './commands/tail/tail.js';
import { registerTopics } from './commands/topics/register.js';
import { registerValidate } from './commands/validate.js';
import type { CommandContext } from './context.js';

const EPILOGUE = `
Without settings it works with the sandbox that runs in this folder; else it reads the
environment by the names of the service (docs/reference/settings.md).

Exit codes: 0 done, 1 found problems, 2 wrong usage or settings, 3 Kafka not available,
4 not found, 5 ledger not readable by this version, 70 a fault of revokerctl, 130 interrupted.
Every command is explained in docs/reference/revokerctl.md.`;

export function buildProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.environment;
  const program = new Command('revokerctl')
    .description("The operators' command line of the PingOne revocation service.")
    .usage('COMMAND [OPTIONS]')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // `run` says in one sentence what is wrong.
      outputError: () => undefined,
    })
    .showSuggestionAfterError()
    .hook('preAction', (_, command) => refuseEmpty(command))
    .addHelpText('after', EPILOGUE);
  registerAudit(program, context);
  registerCancel(program, context);
  registerDeadLetters(program, context);
  registerDoctor(program, context);
  registerEmergencyStop(program, context);
  registerEvidence(program, context);
  registerFind(program, context);
  registerHolds(program, context);
  registerLedger(program, context);
  registerPlan(program, context);
  registerPublish(program, context);
  registerReplay(program, context);
  registerRetry(program, context);
  registerStatus(program, context);
  registerTail(program, context);
  registerTopics(program, context);
  registerValidate(program, context);
  return program;
}

import { Command } from 'commander';
import { registerAudit } from './commands/audit/register.js';
import { registerCancel } from './commands/cancel/register.js';
import { registerDeadLetters } from './commands/dead-letters/register.js';
import { registerDoctor } from './commands/doctor/register.js';
import { registerEmergencyStop } from './commands/emergency-stop/register.js';
import { registerEvidence } from './commands/evidence/register.js';
import { registerFind } from './commands/find/register.js';
import { registerHolds } from './commands/holds/register.js';
import { registerLedger } from './commands/ledger/register.js';
import { registerPlan } from './commands/plan/register.js';
import { registerPublish } from './commands/publish/register.js';
import { registerReplay } from './commands/replay/register.js';
import { registerRetry } from './commands/retry/register.js';
import { registerStatus } from './commands/status/register.js';
import { registerTail } from './commands/tail/register.js';
import { registerTopics } from './commands/topics/register.js';
import { registerValidate } from './commands/validate/register.js';
import type { Finish } from './cli/finish.js';
import { refuseEmpty } from './cli/refuse-empty.js';
import type { Tool } from './tool.js';

const EPILOGUE = `
Without settings it works with the sandbox that runs in this folder; else it reads the
environment by the names of the service (docs/reference/settings.md).

Exit codes: 0 done, 1 found problems, 2 wrong usage or settings, 3 Kafka not available,
4 not found, 5 ledger not readable by this version, 70 a fault of revokerctl, 130 interrupted.
Every command is explained in docs/reference/revokerctl.md.`;

export function buildProgram(tool: Tool, finish: Finish): Command {
  const { stdout, stderr } = tool.surroundings;
  const program = new Command('revokerctl')
    .description("The operators' command line of the PingOne revocation service.")
    .usage('COMMAND [OPTIONS]')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // What is wrong is said in one sentence, by whoever runs the program.
      outputError: () => undefined,
    })
    .showSuggestionAfterError()
    .hook('preAction', (_, command) => refuseEmpty(command))
    .addHelpText('after', EPILOGUE);
  registerAudit(program, tool, finish);
  registerCancel(program, tool, finish);
  registerDeadLetters(program, tool, finish);
  registerDoctor(program, tool, finish);
  registerEmergencyStop(program, tool, finish);
  registerEvidence(program, tool, finish);
  registerFind(program, tool, finish);
  registerHolds(program, tool, finish);
  registerLedger(program, tool, finish);
  registerPlan(program, tool, finish);
  registerPublish(program, tool, finish);
  registerReplay(program, tool, finish);
  registerRetry(program, tool, finish);
  registerStatus(program, tool, finish);
  registerTail(program, tool, finish);
  registerTopics(program, tool, finish);
  registerValidate(program, tool, finish);
  return program;
}

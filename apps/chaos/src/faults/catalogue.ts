import { applicationRefused } from './application-refused.js';
import { brokerKill } from './broker-kill.js';
import { brokerUnreachable } from './broker-unreachable.js';
import { clockSteps } from './clock-steps.js';
import { codedAnswers } from './coded-answers.js';
import { compaction } from './compaction.js';
import { credentialsRefused } from './credentials-refused.js';
import type { Fault, FaultName } from './fault.js';
import { foreignTransaction } from './foreign-transaction.js';
import { gatewayRefuses } from './gateway-refuses.js';
import { instanceCutOff } from './instance-cut-off.js';
import { joinAndLeave } from './join-and-leave.js';
import { kill } from './kill.js';
import { leaderMoves } from './leader-moves.js';
import { ledgerTailLost } from './ledger-tail-lost.js';
import { lostAnswers } from './lost-answers.js';
import { lostJobs } from './lost-jobs.js';
import { pingoneDown } from './pingone-down.js';
import { rateLimitStorm } from './rate-limit-storm.js';
import { rollingRestart } from './rolling-restart.js';
import { signsInAgain } from './signs-in-again.js';
import { slowPolls } from './slow-polls.js';
import { terminate } from './terminate.js';
import { topicAnew } from './topic-anew.js';
import { topicTruncated } from './topic-truncated.js';
import { zombie } from './zombie.js';
import { zombieAtTheGate } from './zombie-at-the-gate.js';

const FAULTS: readonly Fault[] = [
  kill,
  terminate,
  joinAndLeave,
  zombie,
  zombieAtTheGate,
  compaction,
  brokerKill,
  brokerUnreachable,
  instanceCutOff,
  leaderMoves,
  rollingRestart,
  pingoneDown,
  credentialsRefused,
  applicationRefused,
  rateLimitStorm,
  lostAnswers,
  slowPolls,
  lostJobs,
  clockSteps,
  gatewayRefuses,
  foreignTransaction,
  signsInAgain,
  codedAnswers,
  topicAnew,
  topicTruncated,
  ledgerTailLost,
];

/** Needs three brokers. */
const THREE_BROKERS: readonly FaultName[] = ['leader-moves', 'rolling-restart'];

/** Needs exactly one: the replicas of others would restore what one has lost. */
const ONE_BROKER: readonly FaultName[] = ['ledger-tail-lost'];

export const FAULT_NAMES: readonly FaultName[] = FAULTS.map(({ name }) => name);

export function faultsOf(names: readonly FaultName[]): readonly Fault[] {
  return FAULTS.filter(({ name }) => names.includes(name));
}

/** So many brokers it takes for all of them. */
export function brokersFor(names: readonly FaultName[]): 1 | 3 {
  return names.some((name) => THREE_BROKERS.includes(name)) ? 3 : 1;
}

/** All that make sense with so many brokers. */
export function mixFor(brokers: 1 | 3): readonly FaultName[] {
  const others = brokers === 3 ? ONE_BROKER : THREE_BROKERS;
  return FAULT_NAMES.filter((name) => !others.includes(name));
}

import type { Command } from 'commander';
import { leaf } from '../../cli/leaf.js';
import type { Finish } from '../../cli/finish.js';
import type { Tool } from '../../tool.js';
import { withDecision, type DecisionOptions } from '../../operate/decision.js';
import { setAllLanes } from './set-all-lanes.js';

export function registerEmergencyStop(program: Command, tool: Tool, finish: Finish): void {
  const pause = leaf(program, 'pause', {
    summary: 'stop everything: an emergency stop',
    description:
      'Stops all lanes: nothing more is begun, no event is read. What was sent to PingOne already runs to its end, and its answers are taken in. It outlives restarts of the service; "resume" lifts it.',
    examples: [
      ['pause', 'and wait until every lane stands still'],
      ['pause --by ada@example.com --no-wait', 'for the record: who; return at once'],
    ],
  });
  withDecision(pause).action(async (options: DecisionOptions) => {
    finish(await setAllLanes(tool, 'pause', options));
  });
  const resume = leaf(program, 'resume', {
    summary: 'let everything go on after "pause"',
    description: 'Lets all lanes go on where they stood. Events that came meanwhile are read now.',
    examples: [['resume', 'and wait until every lane goes on']],
  });
  withDecision(resume).action(async (options: DecisionOptions) => {
    finish(await setAllLanes(tool, 'resume', options));
  });
}

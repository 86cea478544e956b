import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { time } from '../../cli/words.js';
import { Term } from '../../outcomes/term.js';
import { search } from '../../search/search.js';
import { describeEvidence } from './describe-evidence.js';

export interface EvidenceOptions {
  readonly json?: true;
}

export async function evidence(tool: Tool, text: string, { json }: EvidenceOptions): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const { sightings, deadLetters, exitCode } = await search(tool, kafka, setup, new Term(text));
  const { ledger, completed } = setup.topics;
  const report = {
    of: text,
    madeAt: time(tool.now()),
    sources: { brokers: setup.kafka.brokers, ledger, outcomes: completed },
    revocations: sightings,
    deadLetters,
  };
  if (json) {
    tool.terminal.json(report);
  } else {
    tool.terminal.print(...describeEvidence(report));
  }
  return sightings.some(({ published }) => published === 'different') ? EXIT.problems : exitCode;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell, Measured } from '../cell.js';
import { breakdownOf } from '../profile/breakdown.js';
import { timedCalls, type CpuProfile } from '../profile/cpu-profile.js';
import { SourceLocations } from '../profile/source-location.js';
import { drain, type Drained, type ProfiledDrain } from './drain.js';

const MOST_STAGES = 16;

/** Where the CPU of an event goes: the same work as a throughput cell, with V8's profiler on. */
export function stageProfile({ name, title, conditions, plan }: ProfiledDrain): Cell {
  return {
    name: `profile-${name}`,
    title: `CPU of an event by stage, microseconds: ${title}`,
    conditions,
    run: (house) =>
      house.inRoom('profile', (room) => {
        const nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${room.folder}`];
        return drain(house, room, { ...plan, nodeArgs }, (drained) => profileOf(drained, room.folder));
      }),
  };
}

async function profileOf(drained: Drained, folder: string): Promise<Measured> {
  const { outcomes, span, spawnedAt, service } = drained;
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
  const calls = timedCalls(profile, {
    fromSeconds: (span.from - spawnedAt) / 1000,
    toSeconds: (span.to - spawnedAt) / 1000,
  });
  const breakdown = breakdownOf(calls, new SourceLocations());
  // The profiler sees time, not CPU: the shares are its, the whole is the kernel's.
  const perEvent = (service.cpuSeconds(span) / outcomes.length) * 1e6;
  const stages = breakdown.stages.slice(0, MOST_STAGES);
  const figures = Object.fromEntries(stages.map(({ name, share }) => [name, share * perEvent]));
  return { figures: { 'all, µs/event': perEvent, ...figures }, details: breakdown };
}

import type { SampleWorld } from './sample-world.port.js';

/** For a person to change and publish: about somebody whom no sample is about. */
export function eventToEdit(world: SampleWorld): string {
  const { userId, tokenIds } = world.person(2);
  const event = {
    eventId: world.newId(),
    eventSource: '/my/terminal',
    userId,
    oathTokenIds: tokenIds,
    cause: 'leaver',
    initiatedBy: 'me',
  };
  return `${JSON.stringify(event, undefined, 2)}\n`;
}

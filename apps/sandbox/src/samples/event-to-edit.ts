import type { SampleWorld } from './sample-world.port.js';

/** For a person to change and publish: about a user whom no sample is about. */
export function eventToEdit(world: SampleWorld): string {
  const { username } = world.person({ oathTokens: 2, sessions: 1 });
  const event = {
    eventId: world.newId(),
    eventSource: '/my/terminal',
    username,
    cause: 'leaver',
    initiatedBy: 'me',
  };
  return `${JSON.stringify(event, undefined, 2)}\n`;
}

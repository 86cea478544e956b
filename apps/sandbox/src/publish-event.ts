import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { openWriter } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import { PUBLISH_USAGE, readPublishArguments } from './command-line/publish-arguments.js';
import { readConnection } from './house/connection.js';
import { toMessage } from './samples/own-event.js';
import { SandboxError } from './sandbox.errors.js';
import { EXIT } from './exit.js';

/** @returns the exit code. */
export async function publish(): Promise<number> {
  try {
    return await publishAsAsked();
  } catch (error) {
    console.error(error instanceof SandboxError ? error.message : error);
    return EXIT.wrong;
  }
}

async function publishAsAsked(): Promise<number> {
  const args = readPublishArguments(process.argv.slice(2));
  switch (args.kind) {
    case 'help':
      console.log(PUBLISH_USAGE);
      return EXIT.ok;
    case 'refused':
      console.error(`${args.sentence}\n\n${PUBLISH_USAGE}`);
      return EXIT.usage;
    case 'publish': {
      const { brokers, topics } = await readConnection(process.cwd());
      const message = toMessage(await contentOf(args.file), args.key);
      const writer = await openWriter({ brokers, clientId: 'sandbox-publish' }, { log: silentLog });
      try {
        await writer.send(topics[args.topic], [message]);
      } finally {
        await writer.close();
      }
      const key = message.key === null ? 'without a key' : `with the key ${message.key}`;
      console.log(`Published to ${topics[args.topic]} ${key}; the sandbox shows what becomes of it.`);
      return EXIT.ok;
    }
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new SandboxError(`The file ${file} cannot be read (${code}).`);
  }
}

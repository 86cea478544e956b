// Imports nothing before it has looked: what it needs does not even load on an older Node.
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  console.error(
    `This needs the Node.js that the project installs, not ${process.version}: run it with "npx node".`,
  );
  process.exit(2);
}
const { publish } = await import('./publish-event.js');
process.exit(await publish());

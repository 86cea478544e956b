// The images have no curl. Exits 0 when a GET is answered with a 2xx:
//   node container-healthcheck.mjs /health/ready          of the service, where its settings say
//   node container-healthcheck.mjs http://127.0.0.1:4400/ of anything else
const WILDCARDS = ['0.0.0.0', '::'];
const { HEALTH_HOST = '127.0.0.1', HEALTH_PORT = '8080' } = process.env;
const host = WILDCARDS.includes(HEALTH_HOST) ? '127.0.0.1' : HEALTH_HOST;
const authority = `${host.includes(':') ? `[${host}]` : host}:${HEALTH_PORT}`;

const url = new URL(process.argv[2] ?? '/health/live', `http://${authority}`);
try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  console.log(`${url.href} answered ${status}.`);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.log(`${url.href} does not answer: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}

/** For versions of VS Code whose server entry listens on nothing by itself: listens in its place. */
const http = require('node:http');

const [main, ...given] = process.argv.slice(2);
const options = { _: [] };
for (let index = 0; index < given.length; index += 1) {
  const name = given[index].replace(/^--/, '');
  const next = given[index + 1];
  if (next === undefined || next.startsWith('--')) options[name] = true;
  else {
    options[name] = next;
    index += 1;
  }
}
if (typeof options['install-extension'] === 'string') options['install-extension'] = [options['install-extension']];

async function start() {
  const server = await require(main).loadCodeWithNls();
  if (options['install-extension']) {
    await server.spawnCli(options);
    return;
  }
  const code = await server.createServer(null, options);
  const listener = http.createServer((request, response) => code.handleRequest(request, response));
  listener.on('upgrade', (request, socket) => code.handleUpgrade(request, socket));
  listener.listen(Number(options.port ?? 0), options.host ?? '127.0.0.1', () => {
    console.log(`Extension host agent listening on ${listener.address().port}`);
  });
}

start().catch((error) => {
  console.error(error);
  process.exit(1);
});

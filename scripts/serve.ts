/** Serves the built site on localhost with the headers that the README recommends for hosting. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import sirv from 'sirv';
import { readHeaders } from './headers.ts';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, 'dist');
const host = 'localhost';

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

const portText = process.env['PORT'] ?? '4173';
const port = Number(portText);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  fail(`PORT must be a number from 0 to 65535, not "${portText}".`);
if (!existsSync(resolve(dist, 'index.html')))
  fail('There is no built site in dist/. Run "npm run build" first.');

const headers = readHeaders(resolve(root, 'public/_headers'));
const serveFile = sirv(dist, { etag: true, setHeaders });

function setHeaders(response: { setHeader(name: string, value: string): unknown }): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

const server = createServer((request, response) => {
  serveFile(request, response, () => {
    setHeaders(response);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Not found\n');
  });
});

server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') {
    fail(
      `Port ${portText} is already in use. Stop the other program, or choose another port: PORT=4174 npm start`,
    );
  }
  fail(`The server could not start: ${error.message}`);
});

server.listen(port, host, () => {
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  console.log(`ProntoNER is at http://${host}:${String(bound)}/  (Ctrl+C stops it)`);
});

/** `npm run --silent annotate`: the page's models on the command line. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { runCommand } from './command.ts';
import { messagesFor } from './messages.ts';
import { startWorkerAnnotator } from './worker-annotator.ts';

// whoever writes hears of the failure; without a listener it would end the program first
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const status = await runCommand(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  complain: (sentence) => process.stderr.write(`${sentence}\n`),
  messages: messagesFor(process.env),
  // npm changes to the project's folder and leaves here where it was called
  folder: process.env['npm_lifecycle_event'] === 'annotate' ? (process.env['INIT_CWD'] ?? '.') : '.',
  siteFolder: resolve(import.meta.dirname, '../..'),
  cores: availableParallelism(),
  startAnnotator: startWorkerAnnotator,
});
process.exit(status); // standard input may still be open

/** Starts the annotating thread: under Node 20 a thread does not inherit what lets the program read TypeScript. */
import { tsImport } from 'tsx/esm/api';

await tsImport('./annotate.worker.ts', import.meta.url);

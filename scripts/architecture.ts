/**
 * The direction of imports between the folders of `src/`, as a list of what each folder must not import:
 * `ui -> state -> {inference/engine-client, storage} -> catalogue -> domain`, and on the worker's side
 * `inference -> {storage, catalogue} -> domain`. The command line stands beside the page, `cli -> inference`, without the
 * browser's storage. ESLint enforces it; `architecture.test.ts` checks the rest.
 */
export const forbiddenImports: Readonly<Record<string, readonly string[]>> = {
  domain: ['catalogue', 'inference', 'storage', 'state', 'ui', 'cli', 'testing'],
  catalogue: ['inference', 'storage', 'state', 'ui', 'cli', 'testing'],
  storage: ['inference', 'state', 'ui', 'cli', 'testing'],
  inference: ['state', 'ui', 'cli', 'testing'],
  state: ['ui', 'cli', 'testing'],
  ui: ['storage', 'cli', 'testing'],
  cli: ['storage', 'state', 'ui', 'testing'],
};

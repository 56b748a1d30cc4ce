/**
 * The direction of imports between the folders of `src/`, as a list of what each folder must not import:
 * `ui -> state -> {inference/engine-client, storage} -> catalogue -> domain`, and on the worker's side
 * `inference -> {storage, catalogue} -> domain`. ESLint enforces it; `architecture.test.ts` checks the rest.
 */
export const forbiddenImports: Readonly<Record<string, readonly string[]>> = {
  domain: ['catalogue', 'inference', 'storage', 'state', 'ui', 'testing'],
  catalogue: ['inference', 'storage', 'state', 'ui', 'testing'],
  storage: ['inference', 'state', 'ui', 'testing'],
  inference: ['state', 'ui', 'testing'],
  state: ['ui', 'testing'],
  ui: ['storage', 'testing'],
};

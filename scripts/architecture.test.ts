/** Holds what the linter does not see: who may import whom, how long files are, and that no text becomes code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forbiddenImports } from './architecture.ts';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

interface SourceFile {
  /** Path below the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

function filesBelow(folder: string, endings: RegExp): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }));
}

const isTest = ({ path }: SourceFile): boolean => path.endsWith('.test.ts');
const code = filesBelow(source, /\.(?:ts|svelte)$/);
const shipped = code.filter((file) => !isTest(file) && !file.path.startsWith('src/testing/'));

interface Import {
  readonly target: string;
  readonly isTypeOnly: boolean;
}

/** What a file imports, statically, lazily or as a worker; paths of the repository, or names of packages. */
function importsOf({ path, text }: SourceFile): Import[] {
  const statements = [...text.matchAll(/^\s*(?:import|export)\b([^'";]*)'([^']+)'/gmu)]
    .map(([, clause = '', target = '']) => ({ clause: clause.trim(), target }))
    .filter(({ clause }) => clause === '' || /\bfrom$/u.test(clause));
  const others = [
    ...text.matchAll(/\bimport\(\s*'([^']+)'/gu),
    ...text.matchAll(/\bnew URL\(\s*'([^']+)',\s*import\.meta\.url/gu),
  ].map(([, target = '']) => ({ clause: '', target }));
  return [...statements, ...others].map(({ clause, target }) => ({
    isTypeOnly: /^type\b/u.test(clause),
    target: target.startsWith('.') ? join(dirname(path), target).replaceAll('\\', '/') : target,
  }));
}

const folderOf = (path: string): string => /^src\/(\w+)\//u.exec(path)?.[1] ?? '';

describe('imports', () => {
  test('are found in all their forms', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { b } from '../b.ts';",
      "import './c.css';",
      "export { d } from './d.ts';",
      "import {\n  e,\n} from './e.ts';",
      "const f = await import('./f.ts');",
      "new Worker(new URL('./g.ts', import.meta.url));",
      "import h from 'h';",
      "export const i = 'i';",
    ].join('\n');
    const found = importsOf({ path: 'src/x/y.ts', text });
    expect(found.map((item) => item.target).sort()).toEqual(
      [
        'h',
        'src/b.ts',
        ...['a.ts', 'c.css', 'd.ts', 'e.ts', 'f.ts', 'g.ts'].map((name) => `src/x/${name}`),
      ].sort(),
    );
    expect(found.filter((item) => item.isTypeOnly).map((item) => item.target)).toEqual(['src/x/a.ts']);
  });

  test('point one way', () => {
    const wrong = shipped.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => forbiddenImports[folderOf(file.path)]?.includes(folderOf(target)))
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every folder has its rule, and only the composition root stands above them', () => {
    const folders = new Set(shipped.map((file) => folderOf(file.path)));
    expect([...folders].filter((folder) => folder !== '' && !(folder in forbiddenImports))).toEqual([]);
    expect(
      shipped
        .filter((file) => folderOf(file.path) === '')
        .map((file) => file.path)
        .sort(),
    ).toEqual(['src/App.svelte', 'src/main.ts']);
    const ofRoot = shipped.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => /^src\/[^/]+$/u.test(target))
        .map(({ target }) => [file.path, target]),
    );
    expect(ofRoot).toEqual([['src/main.ts', 'src/App.svelte']]);
  });

  test('test helpers are for tests', () => {
    const wrong = shipped.filter((file) =>
      importsOf(file).some(({ target }) => folderOf(target) === 'testing' || target.includes('.test.')),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  test('domain needs no package', () => {
    const wrong = shipped
      .filter((file) => folderOf(file.path) === 'domain')
      .flatMap(importsOf)
      .filter(({ target }) => !target.startsWith('src/domain/'));
    expect(wrong).toEqual([]);
  });

  test('only the command line needs Node, and it loads no runtime of the browser', () => {
    const needsNode = ({ target }: Import): boolean => /^(?:node:|onnxruntime-node|tsx)/u.test(target);
    const needsBrowser = ({ target, isTypeOnly }: Import): boolean =>
      !isTypeOnly && /^(?:onnxruntime-web|src\/inference\/(?:session|engine|ner\.worker))/u.test(target);
    const isCommand = (file: SourceFile): boolean => folderOf(file.path) === 'cli';
    const own = shipped.filter(isCommand);
    const others = shipped.filter((file) => !isCommand(file));
    expect(own.some((file) => importsOf(file).some(needsNode))).toBe(true);
    expect(others.filter((file) => importsOf(file).some(needsNode)).map(({ path }) => path)).toEqual([]);
    expect(own.filter((file) => importsOf(file).some(needsBrowser)).map(({ path }) => path)).toEqual([]);
  });

  test('the page loads nothing of the worker’s side', () => {
    const pageSide = [
      'src/inference/engine-client.ts',
      'src/inference/reference-client.ts',
      'src/inference/backend-choice.ts',
      'src/inference/capabilities.ts',
    ];
    const wrong = shipped
      .filter((file) => ['', 'state', 'ui'].includes(folderOf(file.path)) || pageSide.includes(file.path))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ target, isTypeOnly }) => folderOf(target) === 'inference' && !isTypeOnly)
          .filter(({ target }) => !pageSide.includes(target) && !target.endsWith('.worker.ts'))
          .map(({ target }) => `${file.path} loads ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  test('have at most 300 lines, tests at most 500', () => {
    const sources = [
      ...filesBelow(source, /\.(?:ts|svelte|css)$/),
      ...filesBelow(join(root, 'scripts'), /\.m?[jt]s$/),
    ];
    const long = sources.filter(
      (file) => file.text.trimEnd().split('\n').length > (isTest(file) ? 500 : 300),
    );
    expect(sources.length).toBeGreaterThan(50);
    expect(long.map((file) => file.path)).toEqual([]);
  });

  test.each([
    ['raw HTML in components', /\{@html\b/u],
    [
      'HTML made of text',
      /\b(?:inner|outer)HTML\b|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe/u,
    ],
    ['document.write', /\bdocument\.write/u],
    ['code made of text', /\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\s*\(\s*['"`]/u],
    ['workers made of text', /createObjectURL[^;]*[Ww]orker|\bnew Worker\(\s*['"`]data:/u],
  ])('of src have no %s', (_what, pattern) => {
    expect(shipped.filter((file) => pattern.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});

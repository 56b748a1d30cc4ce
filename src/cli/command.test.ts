/** The command without a model: what it reads, what it writes where, and how it ends. */
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AppError } from '../domain/errors.ts';
import { bytesOf, firstWordAnnotator, runInMemory } from '../testing/fake-terminal.ts';
import type { Annotator } from './annotator-pool.ts';
import { messagesFor, ptBR } from './messages.ts';

const line = (id: unknown, text: unknown): string => `${JSON.stringify({ id, text })}\n`;
const parsed = (stdout: string): unknown[] =>
  stdout
    .split('\n')
    .filter((item) => item !== '')
    .map((item) => JSON.parse(item) as unknown);
const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'prontoner-'));

describe('JSON Lines', () => {
  test('500 notes keep their order, though some take longer, and each thread has one note at a time', async () => {
    const notes = Array.from({ length: 500 }, (_, index) => line(index, `nota${String(index)} de teste`));
    let [busy, mostBusy] = [0, 0];
    const slow = (): Annotator => {
      let isBusy = false;
      return {
        ...firstWordAnnotator,
        async annotate(text) {
          expect(isBusy).toBe(false);
          isBusy = true;
          mostBusy = Math.max(mostBusy, ++busy);
          for (let passed = 0; passed < (text.length * 7919) % 5; passed++) await turn();
          busy -= 1;
          isBusy = false;
          return firstWordAnnotator.annotate(text);
        },
      };
    };
    const { status, stdout, stderr } = await runInMemory(['--threads', '3'], bytesOf(...notes), {
      startAnnotator: () => Promise.resolve(slow()),
    });
    expect([status, stderr, mostBusy]).toEqual([0, '', 3]);
    expect(parsed(stdout)).toEqual(
      notes.map((_note, id) => ({
        id,
        spans: [{ start: 0, end: `nota${String(id)}`.length, label: 'Problema', score: 0.75 }],
      })),
    );
  });

  test('a reader that stands still stops the reading of notes', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1;
        yield* bytesOf(line(read, 'dor'));
      }
    }
    await new Promise<void>((resolve) => {
      const stuck = new Writable({
        write: () => {
          resolve();
        },
      });
      void runInMemory(['--threads', '2'], endless(), { stdout: stuck });
    });
    for (let passed = 0; passed < 200; passed++) await turn();
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(2 * 2 + 1);
  });

  test('ids and texts pass as they are, wherever the bytes are cut', async () => {
    const notes =
      '\uFEFF{"id":12345678901234567890,"text":"ação"}\r\n{"text":"","id":"a\\"b"}\n{"id":-1.50,"text":"x"}';
    const bytes = new TextEncoder().encode(notes);
    for (const size of [1, 3, bytes.length]) {
      const chunks = (async function* () {
        for (let start = 0; start < bytes.length; start += size)
          yield await Promise.resolve(bytes.slice(start, start + size));
      })();
      const { status, stdout } = await runInMemory([], chunks);
      expect(status).toBe(0);
      expect(stdout).toBe(
        '{"id":12345678901234567890,"spans":[{"start":0,"end":4,"label":"Problema","score":0.75}]}\n' +
          '{"id":"a\\"b","spans":[]}\n' +
          '{"id":-1.50,"spans":[{"start":0,"end":1,"label":"Problema","score":0.75}]}\n',
      );
    }
  });

  test('a bad line is named, answered in its place, and does not stop the others', async () => {
    const lines = ['{"id":1,"text":"dor"}', 'dor secreta', '{"text":"x"}', '{"id":2}', '', 'null', '[]'];
    const bad = new Uint8Array([0xff, 10]);
    const stdin = (async function* () {
      yield* bytesOf(lines.join('\n'), '\n');
      yield bad;
      yield* bytesOf(line('z', 'febre'));
    })();
    const { status, stdout, stderr } = await runInMemory([], stdin);
    expect(status).toBe(1);
    const error = (number: number, code: string) => ({ id: null, line: number, error: code });
    expect(parsed(stdout).slice(1, -1)).toEqual([
      error(2, 'input/not-json'),
      error(3, 'input/no-id'),
      error(4, 'input/no-text'),
      error(5, 'input/not-json'),
      error(6, 'input/no-id'),
      error(7, 'input/no-id'),
      error(8, 'input/not-utf8'),
    ]);
    expect(parsed(stdout).at(-1)).toMatchObject({ id: 'z' });
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'stdin:2: not JSON',
      'stdin:3: no "id" (text or number)',
    ]);
    expect(stderr).not.toContain('secreta');
  });

  test('a note on which the model fails is answered with its id', async () => {
    const startAnnotator = (): Promise<Annotator> =>
      Promise.resolve({
        ...firstWordAnnotator,
        annotate: (text) =>
          text === 'mau'
            ? Promise.reject(new AppError('engine/run-failed', { reason: 'memory' }))
            : firstWordAnnotator.annotate(text),
      });
    const { status, stdout, stderr } = await runInMemory([], bytesOf(line(1, 'mau'), line(2, 'bom')), {
      startAnnotator,
    });
    expect(status).toBe(1);
    expect(parsed(stdout)).toMatchObject([{ id: 1, line: 1, error: 'engine/run-failed' }, { id: 2 }]);
    expect(stderr).toBe('stdin:1: the annotation failed: memory\n');
  });

  test('a thread that dies ends the run', async () => {
    const startAnnotator = (): Promise<Annotator> =>
      Promise.resolve({
        ...firstWordAnnotator,
        annotate: () => Promise.reject(new AppError('engine/worker-died', { reason: 'exit 9' })),
      });
    const run = await runInMemory([], bytesOf(line(1, 'dor')), { startAnnotator });
    expect(run).toEqual({
      status: 1,
      stdout: '',
      stderr: 'A thread of the model stopped suddenly: exit 9\n',
    });
  });
});

describe('files', () => {
  test('a text is one note, JSON Lines are many, and a missing file does not stop the others', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'alta 1.txt'), '\uFEFFdor no peito');
    await writeFile(join(folder, 'latin.txt'), new Uint8Array([0x64, 0xe7, 0xe3, 0x6f]));
    await writeFile(join(folder, 'more.JSONL'), line('m', 'febre') + line('n', 'tosse'));
    const files = ['alta 1.txt', 'missing.txt', 'missing.jsonl', 'latin.txt', 'more.JSONL'];
    const { status, stdout, stderr } = await runInMemory(files, bytesOf(), { folder });
    expect(status).toBe(1);
    expect(parsed(stdout)).toMatchObject([
      { id: 'alta 1', spans: [{ start: 0, end: '\uFEFFdor'.length }] },
      { id: 'm' },
      { id: 'n' },
    ]);
    expect(stderr).toBe('missing.txt: cannot be read\nmissing.jsonl: cannot be read\nlatin.txt: not UTF-8\n');
  });

  test('brat: titles where there may be several notes', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'one.txt'), '😀dor');
    const one = await runInMemory(['--format', 'ann', 'one.txt'], bytesOf(), { folder });
    expect(one.stdout).toBe('T1\tProblema 0 4\t😀dor\n');
    const many = await runInMemory(['--format=ann'], bytesOf(line('a\nb', 'HAS'), 'x\n', line(7, '')));
    expect(many).toMatchObject({ status: 1, stdout: '# a b\nT1\tProblema 0 3\tHAS\n# 7\n' });
  });

  test('brat into a folder: names stay inside it, and no file is replaced', async () => {
    const folder = await temporaryFolder();
    const args = ['--format', 'ann', '--out', 'out'];
    const notes = (): AsyncGenerator<Uint8Array> => bytesOf(line('../a/b', 'HAS'), line('ç.1', 'dor leve'));
    expect(await runInMemory(args, notes(), { folder })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(
      ['__a_b', 'ç.1'].flatMap((name) => [`${name}.ann`, `${name}.txt`]).sort(),
    );
    await writeFile(join(folder, 'out', '__a_b.ann'), 'mine');
    const again = await runInMemory(args, notes(), { folder });
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('stdin:1: a file of this note is in the folder already');
    expect(await readFile(join(folder, 'out', '__a_b.ann'), 'utf8')).toBe('mine');
    expect(await readFile(join(folder, 'out', 'ç.1.txt'), 'utf8')).toBe('dor leve');
  });

  test('CSV has its head once', async () => {
    const { stdout } = await runInMemory(['--format', 'csv'], bytesOf(line(1, '=1 x'), line('b,c', 'dor')));
    expect(stdout).toBe(
      `id,start,end,label,score,text\r\n1,0,2,Problema,0.7500,'=1\r\n"b,c",0,3,Problema,0.7500,dor\r\n`,
    );
  });
});

describe('the command line', () => {
  test.each([
    [['--model', 'nobody'], '--model: "nobody" is not possible here. Possible: prontoner-'],
    [['--tags', 'flat'], '--tags: "flat" is not possible here. Possible: nestedclinbr'],
    [['--dtype', 'q1'], '--dtype: "q1" is not possible here. Possible: fp32, q8'],
    [['--format', 'xml'], '--format: "xml" is not possible here. Possible: jsonl, ann, csv'],
    [['--out', 'x'], '--out: "--format jsonl" is not possible here. Possible: --format ann'],
    [['--threads', '0'], '--threads: "0" is not possible here. Possible: 1–256'],
    [['--threads', 'two'], '--threads: "two"'],
    [['notes.docx'], 'FILE: "notes.docx" is not possible here. Possible: .txt, .jsonl'],
    [['--nonsense'], '--nonsense'],
  ])('%j is refused with what is possible and the usage', async (args, sentence) => {
    const { status, stdout, stderr } = await runInMemory(args, bytesOf(line(1, 'dor')));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('Usage: npm run --silent annotate --');
  });

  test('help is a result', async () => {
    const { status, stdout, stderr } = await runInMemory(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('--model');
  });

  test('a site without a catalogue is told', async () => {
    const siteFolder = await temporaryFolder();
    const run = await runInMemory([], bytesOf(), { siteFolder });
    expect(run).toEqual({ status: 1, stdout: '', stderr: 'static-models/catalogue.json is missing.\n' });
  });

  test('Portuguese by the locale, English otherwise', async () => {
    const usage = (environment: Record<string, string>): string => messagesFor(environment).usage;
    expect(usage({ LANG: 'pt_BR.UTF-8' })).toBe(ptBR.usage);
    expect(usage({ LANG: 'en_US.UTF-8', LC_ALL: 'pt' })).toBe(ptBR.usage);
    for (const environment of [{}, { LANG: 'C' }, { LANG: 'pt_BR', LC_ALL: 'C' }, { LANG: 'ptx' }])
      expect(usage(environment as Record<string, string>)).not.toBe(ptBR.usage);
    const { stderr } = await runInMemory([], bytesOf('x'), { messages: ptBR });
    expect(stderr).toBe('stdin:1: não é JSON\n');
  });
});

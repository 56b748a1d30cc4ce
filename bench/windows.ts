/**
 * How far spans depend on where windows fall, with the served model under Node; prints JSON. The sizes in
 * `src/domain/windowing.ts` and the overlap in the catalogue were chosen by it: `npx tsx bench/windows.ts`.
 *
 * Agreement is F1 of exact spans, label included, of one way to annotate against another.
 */
import { readFileSync } from 'node:fs';
import { readCorpus } from '../scripts/corpus.ts';
import { loadModel, readCatalogue } from '../src/cli/model-loading.ts';
import type { Span } from '../src/domain/span.ts';
import type { AnnotateHooks, LoadedModel } from '../src/inference/annotate.ts';
import { annotate } from '../src/inference/annotate.ts';

const hooks: AnnotateHooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };
const separator = '\n\n';

interface Counts {
  same: number;
  one: number;
  other: number;
}

function count(counts: Counts, one: readonly Span[], other: readonly Span[]): void {
  const claim = ({ start, end, label }: Span): string => `${String(start)} ${String(end)} ${label}`;
  const known = new Set(one.map(claim));
  counts.same += other.filter((span) => known.has(claim(span))).length;
  counts.one += one.length;
  counts.other += other.length;
}

const noCounts = (): Counts => ({ same: 0, one: 0, other: 0 });
const agreement = ({ same, one, other }: Counts): number => Number(((2 * same) / (one + other)).toFixed(4));

/** Every note of the corpora, in an order that mixes them and is always the same. */
function mixedNotes(): string[] {
  const texts = ['nested', 'semclinbr', 'mama'].flatMap((name) => readCorpus(name).map(({ text }) => text));
  const place = (index: number): number => Math.imul(index + 1, 2654435761) >>> 0;
  return texts
    .map((text, index) => ({ text, at: place(index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

/** Notes joined to texts that just fit into one window. */
function textsOfOneWindow(model: LoadedModel, notes: readonly string[], wanted: number): string[] {
  const most = model.entry.contextTokens - 2;
  const texts: string[] = [];
  let text = '';
  for (const note of notes) {
    const longer = text === '' ? note : text + separator + note;
    const tokens = model.tokenizer.tokenize(longer).ids.length;
    if (tokens <= most) text = longer;
    else {
      if (model.tokenizer.tokenize(text).ids.length > 0.8 * most) texts.push(text);
      text = model.tokenizer.tokenize(note).ids.length <= most ? note : '';
    }
    if (texts.length === wanted) break;
  }
  return texts;
}

/** The same text in one window and cut into smaller ones. */
async function againstOneWindow(model: LoadedModel, texts: readonly string[]) {
  const whole = await Promise.all(texts.map(async (text) => (await annotate(text, model, hooks)).spans));
  const rows: Record<string, number>[] = [];
  for (const contextTokens of [258, 386, model.entry.contextTokens - 60]) {
    for (const strideTokens of [16, 32, 64, 96]) {
      const smaller = { ...model, entry: { ...model.entry, contextTokens, strideTokens } };
      const counts = noCounts();
      let [windows, tokens] = [0, 0];
      const started = performance.now();
      for (const [index, text] of texts.entries()) {
        const result = await annotate(text, smaller, hooks);
        count(counts, whole[index] ?? [], result.spans);
        windows += result.windows;
        tokens += result.tokens;
      }
      const tokensPerMs = tokens / (performance.now() - started);
      rows.push({
        mostTokens: Math.floor((contextTokens - 2) / 2),
        contextEachSide: strideTokens / 2,
        keptPerWindow: Math.round(tokens / windows),
        agreement: agreement(counts),
        tokensPerMs: Number(tokensPerMs.toFixed(1)),
      });
    }
  }
  return rows;
}

/**
 * F1 against the marks of the notes' writers, on notes that the model never read; the first row has nearly all of them in
 * one window.
 */
async function againstMarks(model: LoadedModel, folder: string, labels: ReadonlySet<string>) {
  const split = JSON.parse(readFileSync(`corpus/${folder}/split.json`, 'utf8')) as {
    stratified: { test: string[] };
  };
  const test = new Set(split.stratified.test);
  const notes = readCorpus(folder).filter(({ id }) => test.has(id));
  const rows: Record<string, number>[] = [];
  for (const [contextTokens, strideTokens] of [
    [model.entry.contextTokens, model.entry.strideTokens],
    [258, 64],
    [194, 32],
    [130, 32],
  ] as const) {
    const smaller = { ...model, entry: { ...model.entry, contextTokens, strideTokens } };
    const counts = noCounts();
    let windows = 0;
    for (const note of notes) {
      const result = await annotate(note.text, smaller, hooks);
      windows += result.windows;
      count(
        counts,
        note.spans.map((span) => ({ ...span, score: 1 })),
        result.spans.filter(({ label }) => labels.has(label)),
      );
    }
    rows.push({
      mostTokens: Math.floor((contextTokens - 2) / 2),
      contextEachSide: strideTokens / 2,
      windowsPerNote: Number((windows / notes.length).toFixed(1)),
      f1: agreement(counts),
    });
  }
  return { notes: notes.length, rows };
}

/** A long text, the same after texts of other lengths, and its notes by themselves. */
async function longText(model: LoadedModel, notes: readonly string[]) {
  const text = notes.join(separator);
  const { spans, windows } = await annotate(text, model, hooks);
  const moved = noCounts();
  for (const words of [1, 10, 100, 1000]) {
    const before = 'Sem outras queixas. '.repeat(words).trim() + separator;
    const result = await annotate(before + text, model, hooks);
    const own = result.spans.filter(({ start }) => start >= before.length);
    const shift = ({ start, end, ...rest }: Span): Span => ({
      ...rest,
      start: start - before.length,
      end: end - before.length,
    });
    count(moved, spans, own.map(shift));
  }
  const alone = noCounts();
  let position = 0;
  for (const note of notes) {
    const end = position + note.length;
    const inside = spans.filter((span) => span.start >= position && span.end <= end);
    const shifted = inside.map((span) => ({
      ...span,
      start: span.start - position,
      end: span.end - position,
    }));
    count(alone, (await annotate(note, model, hooks)).spans, shifted);
    position = end + separator.length;
  }
  return {
    notes: notes.length,
    characters: text.length,
    windows,
    spans: spans.length,
    afterOtherText: agreement(moved),
    notesByThemselves: agreement(alone),
  };
}

const { models } = await readCatalogue('.');
const [entry] = models;
const build = entry?.builds.find(({ dtype }) => dtype === 'q8');
if (!entry || !build) throw new Error('no 8-bit model in the catalogue');
const model = await loadModel('.', entry, build);
const labelsOfSet = (own: string): ReadonlySet<string> =>
  new Set(entry.tagSets.find(({ id }) => id === own)?.labels);
const notes = mixedNotes();
const texts = textsOfOneWindow(model, notes, 100);
console.log(
  JSON.stringify(
    {
      model: entry.id,
      dtype: build.dtype,
      marks: {
        semclinbr: await againstMarks(model, 'semclinbr', labelsOfSet('semclinbr')),
        mama: await againstMarks(model, 'mama', labelsOfSet('mama')),
      },
      oneWindow: { texts: texts.length, rows: await againstOneWindow(model, texts) },
      longText: await longText(model, notes.slice(0, 200)),
    },
    null,
    1,
  ),
);

/**
 * `npx tsx scripts/check-corpus.ts semclinbr` checks the notes of one folder of `corpus/`; with `--consistency FILE` it
 * lists the terms of that file that other notes label otherwise. Exit status 1 when a rule is broken.
 */
import { corpusLabels, problemsOf, readCorpus, sharedRuns } from './corpus.ts';
import { inconsistentTerms } from './corpus-consistency.ts';

const [name = '', option, file = ''] = process.argv.slice(2);
const labels = corpusLabels[name];
if (labels === undefined) {
  console.error(`usage: check-corpus ${Object.keys(corpusLabels).join('|')} [--consistency FILE]`);
  process.exit(2);
}

try {
  const notes = readCorpus(name);
  if (option === '--consistency') {
    const own = notes.filter((note) => note.place.includes(file));
    console.log(inconsistentTerms(own, notes).join('\n'));
  } else {
    const others = Object.keys(corpusLabels).filter((other) => other !== name);
    const runs = sharedRuns([...others.flatMap(readCorpus), ...notes]).filter((line) =>
      line.includes(`/${name}/`),
    );
    const problems = [...notes.flatMap((note) => problemsOf(note, labels)), ...runs];
    console.log(problems.join('\n'));
    const counts = labels.map(
      (label) =>
        `${label} ${String(notes.reduce((sum, { spans }) => sum + spans.filter((span) => span.label === label).length, 0))}`,
    );
    console.log(`${String(notes.length)} notes: ${counts.join(', ')}; ${String(problems.length)} problems`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  }
} catch (error) {
  console.error(error instanceof SyntaxError ? error.message : error);
  process.exitCode = 1;
}

/** What the command says on standard error, in both languages. */
import type { ErrorCode, ErrorData, ErrorDetails } from '../domain/errors.ts';
import type { SourceItem } from './sources.ts';
import type { UsageProblem } from './usage-error.ts';

type InputProblem = NonNullable<SourceItem['problem']>;

export interface Messages {
  readonly usage: string;
  usageProblem(problem: UsageProblem): string;
  readonly input: Readonly<Record<InputProblem, string>>;
  readonly fileExists: string;
  readonly fileNotWritten: string;
  error(error: ErrorData): string;
}

type Sentences = Partial<Record<ErrorCode, (details: ErrorDetails) => string>>;

const at = (details: ErrorDetails, name: string): string => String(details[name] ?? '?');

const sentenceFrom =
  (sentences: Sentences) =>
  ({ code, details }: ErrorData): string =>
    sentences[code]?.(details) ?? `${code} ${Object.values(details).join(' ')}`.trim();

export const en: Messages = {
  usage: `Usage: npm run --silent annotate -- [--model ID] [--tags TAG_SET] [--dtype fp32|q8]
         [--format jsonl|ann|csv] [--out DIR] [--threads N] [FILE.txt|FILE.jsonl ...]
Without files, one {"id","text"} a line is read from standard input. --out, with --format ann, writes one .txt and
one .ann a note into DIR.`,
  usageProblem: (problem) =>
    'reason' in problem
      ? problem.reason
      : `${problem.option}: "${problem.given}" is not possible here. Possible: ${problem.possible.join(', ')}`,
  input: {
    'input/not-utf8': 'not UTF-8',
    'input/not-json': 'not JSON',
    'input/no-id': 'no "id" (text or number)',
    'input/no-text': 'no "text"',
    'input/unreadable': 'cannot be read',
  },
  fileExists: 'a file of this note is in the folder already; it was not replaced',
  fileNotWritten: 'could not be written',
  error: sentenceFrom({
    'storage/missing': (d) => `${at(d, 'path')} is missing.`,
    'storage/corrupt': (d) =>
      `${at(d, 'path')} is not the file of the catalogue: altered or damaged. Not used.`,
    'catalogue/invalid': (d) => `The model catalogue is defective (${at(d, 'place')}: ${at(d, 'reason')}).`,
    'engine/load-failed': (d) => `The model could not be loaded: ${at(d, 'reason')}`,
    'engine/self-check-failed': (d) =>
      `The model computed wrong results on this machine (difference ${at(d, 'maxDifference')}, limit ${at(d, 'tolerance')}). Not used.`,
    'engine/unsupported-tokenizer': (d) =>
      `The tokenizer of this model is not supported (${at(d, 'reason')}).`,
    'engine/run-failed': (d) => `the annotation failed: ${at(d, 'reason')}`,
    'engine/bad-output': (d) => `the model returned senseless results (${at(d, 'reason')})`,
    'engine/worker-died': (d) => `A thread of the model stopped suddenly: ${at(d, 'reason')}`,
  }),
};

export const ptBR: Messages = {
  usage: `Uso: npm run --silent annotate -- [--model ID] [--tags ROTULOS] [--dtype fp32|q8]
     [--format jsonl|ann|csv] [--out PASTA] [--threads N] [ARQUIVO.txt|ARQUIVO.jsonl ...]
Sem arquivos, lê da entrada padrão um {"id","text"} por linha. --out, com --format ann, grava um .txt e um .ann por
nota na PASTA.`,
  usageProblem: (problem) =>
    'reason' in problem
      ? problem.reason
      : `${problem.option}: "${problem.given}" não é possível aqui. Possíveis: ${problem.possible.join(', ')}`,
  input: {
    'input/not-utf8': 'não é UTF-8',
    'input/not-json': 'não é JSON',
    'input/no-id': 'falta "id" (texto ou número)',
    'input/no-text': 'falta "text"',
    'input/unreadable': 'não pôde ser lido',
  },
  fileExists: 'já existe na pasta um arquivo desta nota; não foi substituído',
  fileNotWritten: 'não pôde ser gravada',
  error: sentenceFrom({
    'storage/missing': (d) => `Falta ${at(d, 'path')}.`,
    'storage/corrupt': (d) =>
      `${at(d, 'path')} não é o arquivo do catálogo: alterado ou danificado. Não foi usado.`,
    'catalogue/invalid': (d) =>
      `O catálogo de modelos tem um defeito (${at(d, 'place')}: ${at(d, 'reason')}).`,
    'engine/load-failed': (d) => `O modelo não pôde ser carregado: ${at(d, 'reason')}`,
    'engine/self-check-failed': (d) =>
      `O modelo calculou resultados errados nesta máquina (diferença ${at(d, 'maxDifference')}, limite ${at(d, 'tolerance')}). Não foi usado.`,
    'engine/unsupported-tokenizer': (d) =>
      `O tokenizador deste modelo não é compatível (${at(d, 'reason')}).`,
    'engine/run-failed': (d) => `a anotação falhou: ${at(d, 'reason')}`,
    'engine/bad-output': (d) => `o modelo devolveu resultados sem sentido (${at(d, 'reason')})`,
    'engine/worker-died': (d) => `Uma linha de execução do modelo parou de repente: ${at(d, 'reason')}`,
  }),
};

/** By the locale of the environment, as other commands choose. */
export function messagesFor(environment: Readonly<Record<string, string | undefined>>): Messages {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^pt(?:[_.@-]|$)/iu.test(locale) ? ptBR : en;
}

/** One line of JSON Lines, `{"id", "text"}`, to a note. */

export interface Note {
  readonly id: string;
  /** The id as the JSON it came as: a number may have more digits than a double holds. */
  readonly idJson: string;
  readonly text: string;
}

/** Codes, and nothing of the line: what is written about a note must not quote it. */
export type LineProblem = 'input/not-utf8' | 'input/not-json' | 'input/no-id' | 'input/no-text';

export function parseNoteLine(bytes: Uint8Array): Note | LineProblem {
  const line = decodeUtf8(bytes);
  if (line === undefined) return 'input/not-utf8';
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return 'input/not-json';
  }
  const { id, text } = (record ?? {}) as { id?: unknown; text?: unknown };
  if (typeof id !== 'string' && typeof id !== 'number') return 'input/no-id';
  if (typeof text !== 'string') return 'input/no-text';
  const idJson = typeof id === 'string' ? JSON.stringify(id) : numberAsWritten(line, id);
  return { id: typeof id === 'string' ? id : idJson, idJson, text };
}

/** @param options `ignoreBOM: true` keeps a byte order mark as a character */
export function decodeUtf8(bytes: Uint8Array, options: { ignoreBOM?: boolean } = {}): string | undefined {
  try {
    return new TextDecoder('utf-8', { ...options, fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Inside a JSON string the quotes of `"id":` would be escaped, so what matches is a key. */
function numberAsWritten(line: string, id: number): string {
  const written = [...line.matchAll(/"id"\s*:\s*(-?\d[\d.eE+-]*)/gu)].map(([, digits = '']) => digits);
  return written.find((digits) => Number(digits) === id) ?? JSON.stringify(id);
}

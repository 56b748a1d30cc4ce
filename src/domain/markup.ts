/**
 * The markup of the project's own notes: `{surface|LABEL}`, several labels joined by `+`, spans nest. The characters
 * `{`, `}` and `|` never occur in a note.
 */

export interface MarkedSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

export interface MarkedText {
  readonly text: string;
  /** UTF-16 code units, end exclusive, in the order in which the spans close; one entry per label. */
  readonly spans: readonly MarkedSpan[];
}

/** @throws SyntaxError with the position of the first character that does not fit */
export function parseMarkup(markup: string): MarkedText {
  const spans: MarkedSpan[] = [];
  const open: number[] = [];
  let text = '';
  for (let position = 0; position < markup.length; position++) {
    const character = markup.charAt(position);
    if (character === '{') {
      open.push(text.length);
    } else if (character === '|') {
      const close = markup.indexOf('}', position);
      const start = open.pop();
      if (start === undefined || close < 0) throw new SyntaxError(`"|" outside a span at ${position}`);
      const labels = markup.slice(position + 1, close).split('+');
      for (const label of labels) {
        if (!/^\w+$/u.test(label)) throw new SyntaxError(`not a label at ${position}: ${label}`);
        if (start === text.length) throw new SyntaxError(`empty span at ${position}`);
        spans.push({ start, end: text.length, label });
      }
      position = close;
    } else if (character === '}') {
      throw new SyntaxError(`"}" without a label at ${position}`);
    } else {
      text += character;
    }
  }
  if (open.length > 0)
    throw new SyntaxError(`span that opens at ${String(open.at(-1))} of the text is not closed`);
  return { text, spans };
}

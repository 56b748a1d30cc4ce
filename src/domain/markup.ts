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

/** Markup that cannot be read; `position` is the index, in the markup, of the first character that does not fit. */
export class MarkupError extends SyntaxError {
  override readonly name = 'MarkupError';
  readonly position: number;

  constructor(reason: string, position: number) {
    super(reason);
    this.position = position;
  }
}

/** @throws MarkupError */
export function parseMarkup(markup: string): MarkedText {
  const spans: MarkedSpan[] = [];
  const open: { readonly start: number; readonly position: number }[] = [];
  let text = '';
  for (let position = 0; position < markup.length; position++) {
    const character = markup.charAt(position);
    if (character === '{') {
      open.push({ start: text.length, position });
    } else if (character === '|') {
      const close = markup.indexOf('}', position);
      const start = open.pop()?.start;
      if (start === undefined || close < 0) throw new MarkupError('"|" outside a span', position);
      const labels = markup.slice(position + 1, close).split('+');
      for (const label of labels) {
        if (!/^\w+$/u.test(label)) throw new MarkupError(`not a label: "${label}"`, position);
        if (start === text.length) throw new MarkupError('empty span', position);
        spans.push({ start, end: text.length, label });
      }
      position = close;
    } else if (character === '}') {
      throw new MarkupError('"}" without a label', position);
    } else {
      text += character;
    }
  }
  const last = open.at(-1);
  if (last !== undefined) throw new MarkupError('span that is not closed', last.position);
  return { text, spans };
}

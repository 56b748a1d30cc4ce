/**
 * How a label looks. Style classes come from this table alone, never from a label's own characters; each label
 * has a colour, a line pattern and a short code, so that it is told apart without colour too.
 */

export interface EntityStyle {
  readonly className: string;
  readonly code: string;
}

const known: Readonly<Record<string, EntityStyle>> = {
  Problema: { className: 'entity-problem', code: 'Pr' },
  Tratamento: { className: 'entity-treatment', code: 'Tr' },
  Teste: { className: 'entity-test', code: 'Te' },
  Anatomia: { className: 'entity-anatomy', code: 'An' },
};

export function entityStyle(label: string): EntityStyle {
  return (
    (Object.hasOwn(known, label) ? known[label] : undefined) ?? {
      className: 'entity-other',
      code: label.slice(0, 2),
    }
  );
}

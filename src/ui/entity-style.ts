/**
 * How a label looks. Style classes come from this table alone, never from a label's own characters. Within its tag set
 * each label has a tone, a line pattern and a short code of its own, so that it is told apart without colour too.
 */

export interface EntityStyle {
  readonly className: string;
  readonly code: string;
}

/** Codes by label for each tag set; the position in its set is the number of the label's tone in `tones.css`. */
const codesOfSets: readonly Readonly<Record<string, string>>[] = [
  { Problema: 'Pr', Tratamento: 'Tr', Teste: 'Te', Anatomia: 'An' },
  {
    DIS: 'DIS',
    PRO: 'PRO',
    CHE: 'CHE',
    ANA: 'ANA',
    DEV: 'DEV',
    PHE: 'PHE',
    PHY: 'PHY',
    CON: 'CON',
    LIV: 'LIV',
    ORG: 'ORG',
    ABB: 'abb', // attributes of a span that has a group as well: tones 11 and 12 are made to stand back
    NEG: 'neg',
  },
  {
    RE: 'RE',
    RP: 'RP',
    HER2: 'HER',
    FISH_CISH_SISH: 'ISH',
    HISTOPATHOLOGICAL_TYPE: 'HIS',
    SURGERY: 'CIR',
    MENOPAUSE: 'MEN',
    METASTASIS_PLACE: 'SÍT',
    DISTANT_METASTASIS: 'MET',
    BRCA: 'BRC',
  },
];

const styles: ReadonlyMap<string, EntityStyle> = new Map(
  codesOfSets.flatMap((codes) =>
    Object.entries(codes).map(([label, code], index): [string, EntityStyle] => [
      label,
      { className: `tone-${index + 1}`, code },
    ]),
  ),
);

export function entityStyle(label: string): EntityStyle {
  return styles.get(label) ?? { className: 'tone-other', code: label.slice(0, 3) };
}

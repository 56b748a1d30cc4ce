/** Names and meanings of tag sets and labels in Brazilian Portuguese; the English file must have the same shape. */

export interface TagSetTexts {
  readonly name: string;
  /** One line: what the set is. */
  readonly about: string;
  /** What a model marks with it, as the object of a sentence. */
  readonly marks: string;
}

export const tagSetsPtBR = {
  tagSets: {
    nestedclinbr: {
      name: 'Problemas e tratamentos',
      about: 'Quatro rótulos amplos, no esquema do NestedClinBr.',
      marks: 'problemas, tratamentos, testes e anatomia',
    },
    semclinbr: {
      name: 'SemClinBr',
      about: 'Dez grupos semânticos do UMLS; abreviatura e negação se somam ao grupo do trecho.',
      marks: 'dez grupos semânticos, abreviaturas e negações',
    },
    mama: {
      name: 'Câncer de mama',
      about: 'Dez itens de um prontuário de câncer de mama; em outras notas quase nada é marcado.',
      marks: 'receptores, tipo histológico, cirurgias, metástases e outros itens do câncer de mama',
    },
  } as Record<string, TagSetTexts>,
  labels: {
    Problema: 'Problema',
    Tratamento: 'Tratamento',
    Teste: 'Teste',
    Anatomia: 'Anatomia',
    DIS: 'Distúrbios',
    PRO: 'Procedimentos',
    CHE: 'Químicos e fármacos',
    ANA: 'Anatomia',
    DEV: 'Dispositivos',
    PHE: 'Fenômenos',
    PHY: 'Fisiologia',
    CON: 'Conceitos e ideias',
    LIV: 'Seres vivos',
    ORG: 'Organizações',
    ABB: 'Abreviatura',
    NEG: 'Negação',
    RE: 'Receptor de estrogênio',
    RP: 'Receptor de progesterona',
    HER2: 'HER2',
    FISH_CISH_SISH: 'Hibridização in situ',
    HISTOPATHOLOGICAL_TYPE: 'Tipo histológico',
    SURGERY: 'Cirurgia',
    MENOPAUSE: 'Menopausa',
    METASTASIS_PLACE: 'Sítio de metástase',
    DISTANT_METASTASIS: 'Metástase à distância',
    BRCA: 'BRCA',
  } as Record<string, string>,
  definitions: {
    Problema: 'doenças, sinais, sintomas e achados, também os negados: HAS, dispneia, edema de MMII',
    Tratamento: 'medicamentos, cirurgias e outras condutas terapêuticas: losartana 50, angioplastia',
    Teste: 'exames, medidas e sinais vitais: ECG, PA, creatinina',
    Anatomia: 'partes do corpo, também dentro de outra entidade: coronária direita, MMII',
    DIS: 'doenças, sinais, sintomas e achados do exame, também os normais: HAS, dor torácica, lúcido',
    PRO: 'procedimentos de diagnóstico, terapia e cuidado: ecocardiograma, curativo, internamento',
    CHE: 'medicamentos, classes e substâncias: losartana, ATB, soro fisiológico',
    ANA: 'órgãos e partes do corpo, também dentro de outro trecho: MID, tórax',
    DEV: 'cateteres, sondas, drenos, próteses, equipamento: SVD, marca-passo',
    PHE: 'resultados de exames, o valor com o que se mediu: Cr 1,8, FE 42%',
    PHY: 'sinais vitais e funções do corpo, com o valor se houver: PA 130/80 mmHg, diurese',
    CON: 'quantidades, doses, tempos e qualidades soltas: 40 mg, há 3 dias, moderada',
    LIV: 'pacientes, familiares e profissionais: paciente, mãe, enfermeira',
    ORG: 'serviços e unidades de saúde: UTI, UBS, ambulatório de cardiologia',
    ABB: 'abreviaturas e siglas, além do grupo delas: HAS, MSE, SIC',
    NEG: 'só a palavra que nega, não o negado: nega, sem, ausência de',
    RE: 'o marcador com seu resultado: RE positivo (90%)',
    RP: 'o marcador com seu resultado: RP negativo',
    HER2: 'HER2 por imuno-histoquímica, com o resultado: HER2 2+',
    FISH_CISH_SISH: 'método e resultado: FISH não amplificado',
    HISTOPATHOLOGICAL_TYPE: 'tipo do tumor da mama, com o grau: carcinoma ductal invasivo grau 2',
    SURGERY: 'cirurgias da mama e da axila, feitas ou planejadas: setorectomia à direita, BLS',
    MENOPAUSE: 'estado menopausal: pós-menopausa, menopausada desde 2009',
    METASTASIS_PLACE: 'onde está a metástase: óssea, fígado',
    DISTANT_METASTASIS: 'que há, ou não há, metástase à distância: metástase óssea, M0',
    BRCA: 'resultado do teste genético: BRCA1 mutado, teste de BRCA negativo',
  } as Record<string, string>,
};

/** Invented notes for a first look. No real patient: names, places and numbers are made up. */

export interface ExampleNote {
  readonly id: string;
  readonly title: { readonly 'pt-BR': string; readonly en: string };
  readonly text: string;
}

export const examples: readonly ExampleNote[] = [
  {
    id: 'cardiology',
    title: { 'pt-BR': 'Cardiologia', en: 'Cardiology' },
    text: `Retorno ambulatorial. HAS e DM2 de longa data, IAM inferior em 2019, ATC com stent em coronária direita.
Uso: AAS 100 1x/d; Sinvastatina 40 à noite; Metoprolol 50 12/12h; Losartana 50 2x/d; Metformina 850 2x/d.
Refere dispneia aos grandes esforços e edema vespertino em MMII há 2 meses. Nega dor torácica, síncope ou palpitações.
EF: BEG, corado. PA 150x90 mmHg, FC 72 bpm. RCR 2T, sopro sistólico em foco mitral. MV + sem RA. Edema +/4+ em tornozelos.
ECG: ritmo sinusal, zona inativa inferior. Ecocardiograma: FE 48%, hipocinesia inferior, insuficiência mitral leve.
CD: associo furosemida 40 pela manhã, aumento losartana, solicito Cr, K e hemograma. Retorno em 60 dias.`,
  },
  {
    id: 'emergency',
    title: { 'pt-BR': 'Emergência', en: 'Emergency' },
    text: `Homem, 34 anos, queda de moto há 3 horas. Dor intensa em punho E com deformidade, escoriações em joelho D. Sem perda de consciência, nega vômitos.
Ao exame: Glasgow 15, pupilas isocóricas. Abdome indolor. Pulso radial presente, sensibilidade preservada.
Rx de punho: fratura de rádio distal desviada. TC de crânio sem alterações.
Feito dipirona 1 g EV e tramadol 100 mg, redução incruenta e tala gessada. Vacina antitetânica. Encaminhado à ortopedia.`,
  },
  {
    id: 'nephrology',
    title: { 'pt-BR': 'Nefrologia', en: 'Nephrology' },
    text: `DRC estágio 5 por nefropatia diabética, em hemodiálise 3x/sem por FAV em MSE. Hoje com cãibras e hipotensão na 3ª hora, PA 90x60.
Labs: Hb 9,8; K 5,9; Cr 7,2; P 6,1; PTH 640. Sem febre, sítio de punção sem sinais flogísticos.
Cd: reduzir UF, ajustar peso seco, eritropoetina 4000 UI após a sessão, sevelamer 800 mg às refeições. Solicitada ultrassonografia com doppler da FAV.`,
  },
  {
    id: 'respiratory',
    title: { 'pt-BR': 'Pneumologia', en: 'Respiratory' },
    text: `Tabagista 40 maços-ano, DPOC. Piora da tosse com expectoração amarelada há 5 dias, febre de 38,5 ºC e dor pleurítica em base D.
FR 26 irpm, SpO2 88% em ar ambiente. Murmúrio diminuído e crepitações em base direita.
Rx tórax: consolidação em lobo inferior direito, sem derrame pleural. Gasometria com retenção de CO2.
HD: pneumonia adquirida na comunidade; exacerbação de DPOC. Iniciado ceftriaxona + azitromicina, prednisona 40 mg/dia, salbutamol 4/4h e O2 por cateter nasal.`,
  },
  {
    id: 'breast-cancer',
    title: { 'pt-BR': 'Câncer de mama', en: 'Breast cancer' },
    text: `Mastologia, retorno. 57 anos, última menstruação aos 50, menopausada há 7 anos. Mãe com câncer de ovário; teste de BRCA negativo, PALB2 em andamento.
Nódulo de 2,3 cm em QSE da mama E. Core biópsia: carcinoma ductal invasivo, grau 2; fibroadenoma na mama D.
IHQ: RE positivo (90%), RP positivo (40%), HER2 2+, Ki-67 22%. FISH não amplificado.
Em abril, quadrantectomia à esquerda + BLS: 1 de 3 linfonodos axilares comprometido, margens livres. Colecistectomia prévia.
Cintilografia óssea de maio sem evidência de metástases à distância.
Hoje: dor lombar há 6 semanas. RM de coluna: metástases ósseas em L2 e sacro. US de abdome: cistos hepáticos simples.
HER2 da nova biópsia pendente; se triplo negativo, rediscutir.
CD: iniciar letrozol + ribociclibe, ácido zoledrônico; paciente recusa mastectomia neste momento.`,
  },
];

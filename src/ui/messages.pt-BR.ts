/** Every sentence of the interface in Brazilian Portuguese; the English file must have the same shape. */
import type { ErrorCode, ErrorDetails } from '../domain/errors.ts';
import type { BackendReason } from '../inference/backend-choice.ts';
import { tagSetsPtBR } from './tag-sets.pt-BR.ts';

const bytes = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const integer = new Intl.NumberFormat('pt-BR');
const threeDigits = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const significant = new Intl.NumberFormat('pt-BR', { maximumSignificantDigits: 2 });

const at = (details: ErrorDetails, name: string): string => String(details[name] ?? '?');

export const ptBR = {
  formats: {
    megabytes: (count: number): string => `${bytes.format(count / 1e6)} MB`,
    integer: (value: number): string => integer.format(value),
    score: (value: number): string => threeDigits.format(value),
    small: (value: number): string => significant.format(value),
    milliseconds: (value: number): string => `${integer.format(Math.round(value))} ms`,
  },
  shell: {
    tagline: 'Entidades clínicas em português, lidas no seu aparelho',
    skip: 'Ir para o conteúdo',
    annotate: 'Anotar',
    compare: 'Comparar',
    models: 'Modelos',
    navigation: 'Seções',
    language: 'Idioma',
    theme: 'Tema',
    themes: { system: 'Do sistema', light: 'Claro', dark: 'Escuro' },
    footer:
      'Apoio à leitura, não é um dispositivo médico: confira cada entidade no texto. O texto nunca sai deste navegador.',
    loading: 'Carregando…',
    viewFailed: 'Esta seção não pôde ser carregada. Verifique a conexão e recarregue a página.',
  },
  ...tagSetsPtBR,
  annotate: {
    heading: 'Anotar uma nota clínica',
    intro: (marks: string): string =>
      `Cole ou escreva uma nota. Um modelo pequeno marca ${marks} aqui mesmo, sem servidor.`,
    model: 'Modelo',
    modelChoice: (name: string, size: string): string => `${name} · ${size}`,
    tagSet: 'Rótulos',
    editor: 'Nota clínica',
    placeholder: 'Ex.: Paciente com HAS e DM2, em uso de losartana 50 mg 12/12h. Nega dispneia…',
    examples: 'Exemplos inventados',
    run: 'Anotar',
    runFirst: (size: string): string => `Baixar o modelo (${size}) e anotar`,
    cancel: 'Cancelar',
    clear: 'Limpar',
    restore: 'Desfazer: trazer meu texto de volta',
    shortcut: 'Ctrl + Enter',
    characters: (count: number): string =>
      count === 1 ? '1 caractere' : `${integer.format(count)} caracteres`,
    result: 'Texto anotado',
    emptyResult: 'As entidades aparecerão aqui, sobre o seu texto.',
    noEntities: 'O modelo não marcou nenhuma entidade neste texto.',
    noneVisible: 'Todos os rótulos estão ocultos pelo filtro.',
    stale: {
      text: 'O texto mudou: estas marcas são da versão anterior.',
      model: 'O modelo mudou: estas marcas são do modelo anterior.',
    },
    filter: 'Filtrar por rótulo',
    entities: 'Entidades',
    found: (count: number): string =>
      count === 0
        ? 'Nenhuma entidade encontrada'
        : count === 1
          ? '1 entidade encontrada'
          : `${integer.format(count)} entidades encontradas`,
    foundIn: (found: string, tagSet: string): string => `${tagSet}: ${found}`,
    columns: { text: 'Trecho', label: 'Rótulo', offsets: 'Posição', score: 'Escore' },
    offsetsHint: 'Início e fim em unidades UTF-16, fim exclusivo',
    scoreHint: 'Média das probabilidades das palavras do trecho; não calibrada',
    showMore: (count: number): string => `Mostrar mais ${integer.format(count)}`,
    copyJson: 'Copiar JSON',
    downloadJson: 'Baixar JSON',
    copied: 'JSON copiado',
    copyFailed: 'O navegador não permitiu copiar. Use “Baixar JSON”.',
    coverage: (tokens: number, windows: number, reused: number): string =>
      `${integer.format(tokens)} tokens em ${windows === 1 ? '1 janela' : `${integer.format(windows)} janelas`}${reused > 0 ? ` (${integer.format(reused)} sem mudança, não recalculada${reused === 1 ? '' : 's'})` : ''}; nada foi cortado.`,
    progress: (percent: number, windows: number): string =>
      `Anotando: ${integer.format(percent)} % (${windows === 1 ? '1 janela' : `${integer.format(windows)} janelas`})`,
    stages: {
      preparing: 'Preparando o modelo…',
      runtime: (received: string): string => `Carregando o motor de execução: ${received}`,
      loading: 'Carregando o modelo e conferindo os resultados dele…',
      annotating: 'Anotando…',
    },
  },
  status: {
    label: 'Estado do modelo',
    notLoaded: 'Modelo ainda não carregado',
    backend: (backend: string, threads: number): string =>
      backend === 'webgpu' ? 'WebGPU' : threads === 1 ? 'WASM, 1 thread' : `WASM, ${threads} threads`,
    selfCheck: (inputs: number, difference: string, tolerance: string): string =>
      `autoverificação em ${inputs} frases: diferença máxima ${difference} (limite ${tolerance})`,
    reasons: {
      'chosen-by-user': 'escolhido por você',
      'gpu-available': 'há uma GPU utilizável',
      'no-adapter': 'o navegador não oferece GPU',
      'software-adapter': 'a GPU oferecida é emulada em software, mais lenta que WASM',
      'user-choice-unavailable': 'você pediu WebGPU, mas o navegador não oferece GPU',
      'self-check-failed': 'a GPU calculou resultados errados na autoverificação e foi descartada',
      'load-failed': 'o modelo não pôde ser carregado na GPU',
      'measured-fastest': 'o mais rápido dos medidos neste aparelho',
      'gpu-failed': 'a GPU falhou nesta visita',
    } satisfies Record<BackendReason, string> as Record<BackendReason, string>,
  },
  engineNotice: {
    restarted: (why: string): string => `${why} O modelo foi reiniciado.`,
    'gpu-dropped': (why: string): string => `${why} Nesta visita o modelo roda em WASM, sem a GPU.`,
    'build-dropped': (why: string): string => `${why} Outra versão do modelo foi carregada no lugar.`,
    switched: (from: string, to: string): string =>
      `Medido neste aparelho: ${to} é mais rápido que ${from} e passou a ser usado. A escolha está em Modelos.`,
    dismiss: 'Entendi',
    permit: 'Tentar de novo',
  },
  download: {
    progress: (received: string, total: string): string => `Baixando o modelo: ${received} de ${total}`,
    cancel: 'Cancelar download',
  },
  memory: {
    unavailable:
      'Este navegador não deixa guardar o modelo (janela anônima ou armazenamento bloqueado). Ele fica na memória só durante esta visita.',
    quota: 'Não há espaço para guardar o modelo neste aparelho. Ele fica na memória só durante esta visita.',
  },
  models: {
    heading: 'Modelos',
    intro: 'O que este site oferece, o que já está neste aparelho e sob qual licença.',
    stored: 'Neste aparelho',
    inMemory: 'Na memória, só nesta visita',
    absent: 'Não baixado',
    build: 'Versão',
    size: 'Download',
    agreement: 'Concordância com fp32',
    state: 'Estado',
    action: 'Ação',
    download: (size: string): string => `Baixar (${size})`,
    delete: 'Apagar deste aparelho',
    deleted: 'Modelo apagado deste aparelho.',
    facts: {
      parameters: 'Parâmetros',
      context: 'Contexto',
      contextValue: (n: number): string => `${integer.format(n)} tokens por janela`,
      licence: 'Licença',
      revision: 'Revisão',
    },
    attribution: 'Dados de treino e suas licenças',
    unmeasured: 'Sem medida registrada.',
    notes: (count: number): string => `${integer.format(count)} ${count === 1 ? 'nota' : 'notas'}`,
    interval: (low: string, high: string): string => `IC 95 % ${low} a ${high}`,
    howMeasured: 'Como foi medido, rótulo por rótulo',
    f1Of: (tagSet: string): string => `F1 ${tagSet}`,
    builds: { fp32: 'fp32 · precisão cheia', q8: 'q8 · quantizado em 8 bits' } as Record<string, string>,
    device: 'Este aparelho',
    adapter: 'GPU',
    adapters: {
      none: 'nenhuma oferecida pelo navegador',
      software: 'emulada em software',
      hardware: 'utilizável',
    },
    isolation: 'Página isolada',
    isolated: (threads: number): string =>
      threads === 1 ? 'sim, 1 thread' : `sim, até ${threads} threads para WASM`,
    notIsolated: 'não: WASM com 1 thread',
    cores: 'Núcleos lógicos',
    shaderF16: 'shader-f16',
    yes: 'sim',
    no: 'não',
    largestBuffer: 'Maior buffer da GPU',
    measured: {
      heading: 'Velocidade medida',
      about:
        'Cada forma de executar o modelo é conferida contra os resultados guardados e cronometrada por cerca de um segundo. A mais rápida das que passam é usada.',
      way: 'Forma',
      time: (tokens: number): string => `Por nota de ${integer.format(tokens)} tokens`,
      difference: 'Diferença máxima',
      state: 'Resultado',
      none: 'não medida',
      software: 'não medida: GPU emulada',
      passed: 'passou na autoverificação',
      chosen: 'em uso ou próxima a usar',
      run: 'Medir',
      again: 'Medir de novo',
      runWithDownload: (size: string): string => `Baixar o que falta (${size}) e medir`,
      stop: 'Parar',
      progress: (done: number, total: number, what: string): string =>
        `Medindo ${integer.format(done)} de ${integer.format(total)}: ${what}`,
    },
    threads: 'Threads de WASM',
    threadChoices: (threads: number): string => (threads === 0 ? 'Automático' : integer.format(threads)),
    backend: 'Executar em',
    backends: { auto: 'Automático', webgpu: 'WebGPU', wasm: 'WASM' },
    buildChoice: 'Versão do modelo',
    buildChoices: { auto: 'Automática', fp32: 'fp32', q8: 'q8' },
  },
  errorTitle: 'Não foi possível concluir',
  errors: {
    'capability/no-webassembly': () =>
      'Este navegador não tem WebAssembly (pode estar desativado por política). Ative-o ou use outro navegador; o texto continua aqui.',
    'capability/no-worker': () =>
      'Este navegador não permite Web Workers, onde o modelo roda. Use outro navegador; o texto continua aqui.',
    'capability/insecure-context': () =>
      'Esta página foi aberta sem HTTPS, e o navegador não deixa conferir os arquivos do modelo. Abra-a por HTTPS ou em localhost; o texto continua aqui.',
    'download/offline': () =>
      'A conexão caiu antes de o modelo chegar inteiro. Verifique a rede e tente de novo; nada incompleto foi guardado.',
    'download/http-status': (d) =>
      `O servidor respondeu ${at(d, 'status')} para ${at(d, 'path')}. O arquivo do modelo pode ter sido removido; tente mais tarde ou avise quem hospeda o site.`,
    'download/not-a-model-file': (d) =>
      `No lugar de ${at(d, 'path')} veio uma página HTML. Um portal de rede ou a configuração do site trocou o arquivo; nada foi guardado.`,
    'download/wrong-size': (d) =>
      `${at(d, 'path')} veio com ${at(d, 'receivedBytes')} bytes em vez de ${at(d, 'expectedBytes')}. O download foi descartado; tente de novo.`,
    'download/wrong-digest': (d) =>
      `${at(d, 'path')} não confere com a assinatura SHA-256 do catálogo: o arquivo foi alterado ou corrompido. Nada foi guardado; tente de novo ou avise quem hospeda o site.`,
    'download/cancelled': () => 'Download cancelado.',
    'storage/unavailable': () =>
      'O navegador não deu acesso ao armazenamento. Feche outras abas deste site ou saia da janela anônima e tente de novo.',
    'storage/quota': () =>
      'Não há espaço neste aparelho para guardar o modelo. Libere espaço e tente de novo.',
    'storage/corrupt': (d) =>
      `A cópia guardada de ${at(d, 'path')} foi alterada ou corrompida e foi apagada. O botão de anotar baixa uma cópia íntegra.`,
    'storage/missing': (d) =>
      `${at(d, 'path')} não está mais neste aparelho (o navegador pode ter limpado os dados). O botão de anotar o baixa de novo.`,
    'engine/load-failed': (d) =>
      `O modelo não pôde ser carregado: ${at(d, 'reason')}. Tente WASM na seção Modelos ou recarregue a página.`,
    'engine/not-a-model': () =>
      'O arquivo do modelo não é um grafo ONNX legível e não será usado. Avise quem hospeda o site.',
    'engine/unsupported-graph': (d) =>
      `O modelo usa operações ou tipos de dados que este motor de execução não tem (${at(d, 'reason')}) e não será usado.`,
    'engine/out-of-memory': () =>
      'Faltou memória para o modelo neste aparelho. O texto continua aqui; feche outras abas ou escolha outra versão na seção Modelos.',
    'engine/self-check-failed': (d) =>
      `O modelo calculou resultados errados neste aparelho (diferença ${significant.format(Number(d['maxDifference']))}, limite ${significant.format(Number(d['tolerance']))}) e não será usado. Tente outra versão na seção Modelos.`,
    'engine/run-failed': (d) =>
      `A anotação falhou: ${at(d, 'reason')}. O texto continua aqui; tente de novo.`,
    'engine/bad-output': (d) =>
      `O modelo devolveu resultados sem sentido (${at(d, 'reason')}); nada foi mostrado. Tente WASM na seção Modelos.`,
    'engine/worker-died': () =>
      'O processo do modelo parou de repente: faltou memória, ou um arquivo do site não pôde ser carregado. O texto continua aqui; tente de novo.',
    'engine/gpu-lost': () =>
      'A GPU deixou de responder (driver reiniciado ou aparelho suspenso). O texto continua aqui; tente de novo.',
    'engine/too-many-restarts': (d) =>
      `O modelo falhou e foi reiniciado ${at(d, 'restarts')} vezes seguidas; não será reiniciado de novo sem o seu pedido. O texto continua aqui.`,
    'engine/crashed-while-loading': (d) =>
      `Na última vez, a página fechou enquanto carregava o modelo (${at(d, 'what')}). Por isso ele não é carregado sem o seu pedido; em Modelos há outras versões e WASM.`,
    'engine/deadline': () =>
      'O modelo parou de responder e foi encerrado. O texto continua aqui; tente de novo.',
    'engine/cancelled': () => 'Anotação cancelada.',
    'engine/unsupported-tokenizer': (d) => `O tokenizador deste modelo não é suportado (${at(d, 'reason')}).`,
    'reference/failed': (d) =>
      `A biblioteca original não conseguiu rodar o modelo (${at(d, 'reason')}). A anotação em si não é afetada; tente de novo.`,
    'input/too-long': (d) =>
      `O texto tem ${integer.format(Number(d['characters']))} caracteres; o máximo é ${integer.format(Number(d['most']))}. Divida-o em partes: nada foi cortado nem anotado.`,
    'catalogue/invalid': (d) =>
      `O catálogo de modelos deste site está com defeito (${at(d, 'place')}: ${at(d, 'reason')}). Avise quem hospeda o site.`,
    'bug/unexpected': (d) =>
      `Algo inesperado aconteceu (${at(d, 'reason')}). O texto continua aqui; recarregue a página se persistir.`,
  } satisfies Record<ErrorCode, (details: ErrorDetails) => string> as Record<
    ErrorCode,
    (details: ErrorDetails) => string
  >,
};

export type Messages = typeof ptBR;

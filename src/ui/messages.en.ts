/** Every sentence of the interface in English. */
import type { Messages } from './messages.pt-BR.ts';
import { tagSetsEn } from './tag-sets.en.ts';

const bytes = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const integer = new Intl.NumberFormat('en');
const threeDigits = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

const at = (details: Readonly<Record<string, string | number>>, name: string): string =>
  String(details[name] ?? '?');

export const en: Messages = {
  formats: {
    megabytes: (count) => `${bytes.format(count / 1e6)} MB`,
    integer: (value) => integer.format(value),
    score: (value) => threeDigits.format(value),
    small: (value) => significant.format(value),
    milliseconds: (value) => `${integer.format(Math.round(value))} ms`,
  },
  shell: {
    tagline: 'Portuguese clinical entities, read on your device',
    skip: 'Skip to content',
    annotate: 'Annotate',
    compare: 'Compare',
    models: 'Models',
    navigation: 'Sections',
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    footer:
      'A reading aid, not a medical device: check every entity against the text. The text never leaves this browser.',
    loading: 'Loading…',
    viewFailed: 'This section could not be loaded. Check the connection and reload the page.',
  },
  ...tagSetsEn,
  annotate: {
    heading: 'Annotate a clinical note',
    intro: (marks) =>
      `Paste or write a note in Portuguese. A small model marks ${marks} right here, with no server.`,
    model: 'Model',
    modelChoice: (name, size) => `${name} · ${size}`,
    tagSet: 'Labels',
    editor: 'Clinical note',
    placeholder: 'E.g. Paciente com HAS e DM2, em uso de losartana 50 mg 12/12h. Nega dispneia…',
    examples: 'Invented examples',
    run: 'Annotate',
    runFirst: (size) => `Download the model (${size}) and annotate`,
    cancel: 'Cancel',
    clear: 'Clear',
    restore: 'Undo: bring my text back',
    shortcut: 'Ctrl + Enter',
    characters: (count) => (count === 1 ? '1 character' : `${integer.format(count)} characters`),
    result: 'Annotated text',
    emptyResult: 'The entities will appear here, on your text.',
    noEntities: 'The model marked no entity in this text.',
    noneVisible: 'Every label is hidden by the filter.',
    stale: {
      text: 'The text has changed: these marks belong to the earlier version.',
      model: 'The model has changed: these marks belong to the earlier one.',
    },
    filter: 'Filter by label',
    entities: 'Entities',
    found: (count) =>
      count === 0
        ? 'No entity found'
        : count === 1
          ? '1 entity found'
          : `${integer.format(count)} entities found`,
    foundIn: (found, tagSet) => `${tagSet}: ${found}`,
    columns: { text: 'Text', label: 'Label', offsets: 'Position', score: 'Score' },
    offsetsHint: 'Start and end in UTF-16 units, end exclusive',
    scoreHint: 'Mean of the probabilities of the words of the span; not calibrated',
    showMore: (count) => `Show ${integer.format(count)} more`,
    copyJson: 'Copy JSON',
    downloadJson: 'Download JSON',
    copied: 'JSON copied',
    copyFailed: 'The browser did not allow copying. Use “Download JSON”.',
    coverage: (tokens, windows, reused) =>
      `${integer.format(tokens)} tokens in ${windows === 1 ? '1 window' : `${integer.format(windows)} windows`}${reused > 0 ? ` (${integer.format(reused)} unchanged, not computed again)` : ''}; nothing was cut.`,
    progress: (percent, windows) =>
      `Annotating: ${integer.format(percent)}% (${windows === 1 ? '1 window' : `${integer.format(windows)} windows`})`,
    stages: {
      preparing: 'Preparing the model…',
      runtime: (received) => `Loading the runtime: ${received}`,
      loading: 'Loading the model and checking its results…',
      annotating: 'Annotating…',
    },
  },
  status: {
    label: 'State of the model',
    notLoaded: 'Model not loaded yet',
    backend: (backend, threads) =>
      backend === 'webgpu' ? 'WebGPU' : threads === 1 ? 'WASM, 1 thread' : `WASM, ${threads} threads`,
    selfCheck: (inputs, difference, tolerance) =>
      `self-check on ${inputs} sentences: largest difference ${difference} (limit ${tolerance})`,
    reasons: {
      'chosen-by-user': 'chosen by you',
      'gpu-available': 'there is a usable GPU',
      'no-adapter': 'the browser offers no GPU',
      'software-adapter': 'the GPU offered is emulated in software, slower than WASM',
      'user-choice-unavailable': 'you asked for WebGPU, but the browser offers no GPU',
      'self-check-failed': 'the GPU computed wrong results in the self-check and was dropped',
      'load-failed': 'the model could not be loaded on the GPU',
      'measured-fastest': 'the fastest of those measured on this device',
      'gpu-failed': 'the GPU failed during this visit',
    },
  },
  engineNotice: {
    restarted: (why) => `${why} The model was restarted.`,
    'gpu-dropped': (why) => `${why} For this visit the model runs on WASM, without the GPU.`,
    'build-dropped': (why) => `${why} Another build of the model was loaded instead.`,
    switched: (from, to) =>
      `Measured on this device: ${to} is faster than ${from} and is now used. Models has the choice.`,
    dismiss: 'Got it',
    permit: 'Try again',
  },
  download: {
    progress: (received, total) => `Downloading the model: ${received} of ${total}`,
    cancel: 'Cancel download',
  },
  memory: {
    unavailable:
      'This browser does not let the model be stored (private window or blocked storage). It stays in memory for this visit only.',
    quota: 'There is no room to store the model on this device. It stays in memory for this visit only.',
  },
  models: {
    heading: 'Models',
    intro: 'What this site offers, what is already on this device, and under which licence.',
    stored: 'On this device',
    inMemory: 'In memory, this visit only',
    absent: 'Not downloaded',
    build: 'Build',
    size: 'Download',
    agreement: 'Agreement with fp32',
    state: 'State',
    action: 'Action',
    download: (size) => `Download (${size})`,
    delete: 'Delete from this device',
    deleted: 'Model deleted from this device.',
    facts: {
      parameters: 'Parameters',
      context: 'Context',
      contextValue: (n) => `${integer.format(n)} tokens per window`,
      licence: 'Licence',
      revision: 'Revision',
    },
    attribution: 'Training data and their licences',
    unmeasured: 'No measurement recorded.',
    notes: (count) => `${integer.format(count)} ${count === 1 ? 'note' : 'notes'}`,
    interval: (low, high) => `95% CI ${low} to ${high}`,
    howMeasured: 'How it was measured, label by label',
    f1Of: (tagSet) => `F1 ${tagSet}`,
    builds: { fp32: 'fp32 · full precision', q8: 'q8 · quantised to 8 bits' },
    device: 'This device',
    adapter: 'GPU',
    adapters: { none: 'none offered by the browser', software: 'emulated in software', hardware: 'usable' },
    isolation: 'Isolated page',
    isolated: (threads) => (threads === 1 ? 'yes, 1 thread' : `yes, up to ${threads} threads for WASM`),
    notIsolated: 'no: WASM with 1 thread',
    cores: 'Logical cores',
    shaderF16: 'shader-f16',
    yes: 'yes',
    no: 'no',
    largestBuffer: 'Largest GPU buffer',
    measured: {
      heading: 'Measured speed',
      about:
        'Each way to run the model is checked against stored results and timed for about a second. The fastest of those that pass is used.',
      way: 'Way',
      time: (tokens) => `Per note of ${integer.format(tokens)} tokens`,
      difference: 'Largest difference',
      state: 'Result',
      none: 'not measured',
      software: 'not measured: emulated GPU',
      passed: 'passed its self-check',
      chosen: 'in use, or next to be used',
      run: 'Measure',
      again: 'Measure again',
      runWithDownload: (size) => `Download the rest (${size}) and measure`,
      stop: 'Stop',
      progress: (done, total, what) =>
        `Measuring ${integer.format(done)} of ${integer.format(total)}: ${what}`,
    },
    threads: 'WASM threads',
    threadChoices: (threads) => (threads === 0 ? 'Automatic' : integer.format(threads)),
    backend: 'Run on',
    backends: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'WASM' },
    buildChoice: 'Model build',
    buildChoices: { auto: 'Automatic', fp32: 'fp32', q8: 'q8' },
  },
  errorTitle: 'This could not be completed',
  errors: {
    'capability/no-webassembly': () =>
      'This browser has no WebAssembly (a policy may have disabled it). Enable it or use another browser; the text is still here.',
    'capability/no-worker': () =>
      'This browser does not allow Web Workers, where the model runs. Use another browser; the text is still here.',
    'capability/insecure-context': () =>
      'This page was opened without HTTPS, and the browser does not let the model files be verified. Open it by HTTPS or on localhost; the text is still here.',
    'download/offline': () =>
      'The connection was lost before the whole model arrived. Check the network and try again; nothing incomplete was kept.',
    'download/http-status': (d) =>
      `The server answered ${at(d, 'status')} for ${at(d, 'path')}. The model file may have been removed; try later or tell the host of this site.`,
    'download/not-a-model-file': (d) =>
      `An HTML page came in place of ${at(d, 'path')}. A network portal or the set-up of the site replaced the file; nothing was kept.`,
    'download/wrong-size': (d) =>
      `${at(d, 'path')} came with ${at(d, 'receivedBytes')} bytes instead of ${at(d, 'expectedBytes')}. The download was discarded; try again.`,
    'download/wrong-digest': (d) =>
      `${at(d, 'path')} does not match its SHA-256 in the catalogue: the file was altered or damaged. Nothing was kept; try again or tell the host of this site.`,
    'download/cancelled': () => 'Download cancelled.',
    'storage/unavailable': () =>
      'The browser gave no access to storage. Close other tabs of this site or leave the private window, and try again.',
    'storage/quota': () =>
      'There is no room on this device to store the model. Free some space and try again.',
    'storage/corrupt': (d) =>
      `The stored copy of ${at(d, 'path')} was altered or damaged and has been deleted. The annotate button downloads a sound one.`,
    'storage/missing': (d) =>
      `${at(d, 'path')} is no longer on this device (the browser may have cleared its data). The annotate button downloads it again.`,
    'engine/load-failed': (d) =>
      `The model could not be loaded: ${at(d, 'reason')}. Try WASM in the Models section or reload the page.`,
    'engine/not-a-model': () =>
      'The model file is not a readable ONNX graph and will not be used. Tell whoever hosts the site.',
    'engine/unsupported-graph': (d) =>
      `The model uses operations or data types that this runtime does not have (${at(d, 'reason')}) and will not be used.`,
    'engine/out-of-memory': () =>
      'This device ran out of memory for the model. Your text is still here; close other tabs or choose another build under Models.',
    'engine/self-check-failed': (d) =>
      `The model computed wrong results on this device (difference ${significant.format(Number(d['maxDifference']))}, limit ${significant.format(Number(d['tolerance']))}) and will not be used. Try another build in the Models section.`,
    'engine/run-failed': (d) =>
      `The annotation failed: ${at(d, 'reason')}. The text is still here; try again.`,
    'engine/bad-output': (d) =>
      `The model returned senseless results (${at(d, 'reason')}); nothing was shown. Try WASM in the Models section.`,
    'engine/worker-died': () =>
      'The process of the model stopped suddenly: memory ran out, or a file of the site could not be loaded. The text is still here; try again.',
    'engine/gpu-lost': () =>
      'The GPU stopped responding (its driver was reset, or the device slept). Your text is still here; try again.',
    'engine/too-many-restarts': (d) =>
      `The model failed and was restarted ${at(d, 'restarts')} times in a row; it will not be restarted again unless you ask. Your text is still here.`,
    'engine/crashed-while-loading': (d) =>
      `Last time the page was closed down while it loaded the model (${at(d, 'what')}). So it is not loaded unless you ask; Models offers other builds and WASM.`,
    'engine/deadline': () => 'The model stopped answering and was ended. The text is still here; try again.',
    'engine/cancelled': () => 'Annotation cancelled.',
    'engine/unsupported-tokenizer': (d) =>
      `The tokenizer of this model is not supported (${at(d, 'reason')}).`,
    'reference/failed': (d) =>
      `The stock library could not run the model (${at(d, 'reason')}). The annotation itself is not affected; try again.`,
    'input/too-long': (d) =>
      `The text has ${integer.format(Number(d['characters']))} characters; the most is ${integer.format(Number(d['most']))}. Split it into parts: nothing was cut and nothing annotated.`,
    'catalogue/invalid': (d) =>
      `The model catalogue of this site is defective (${at(d, 'place')}: ${at(d, 'reason')}). Tell the host of this site.`,
    'bug/unexpected': (d) =>
      `Something unexpected happened (${at(d, 'reason')}). The text is still here; reload the page if it persists.`,
  },
};

/** The site's own worker with its session runs timed. */
import { InferenceSession } from 'onnxruntime-web/wasm';
import { timeRuns } from './run-timer.ts';
import '../../src/inference/ner.worker.ts';

timeRuns(InferenceSession);

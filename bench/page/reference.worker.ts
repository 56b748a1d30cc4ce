/** The stock library's worker with its session runs timed; the library imports this build of the runtime. */
import { InferenceSession } from 'onnxruntime-web/webgpu';
import { timeRuns } from './run-timer.ts';
import '../../src/inference/reference.worker.ts';

timeRuns(InferenceSession);

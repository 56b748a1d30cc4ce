/** An ONNX Runtime session under Node, on the CPU. */
import * as ort from 'onnxruntime-node';
import type { Session } from '../inference/graph-session.ts';
import { sessionOver } from '../inference/graph-session.ts';

/**
 * One thread a session: the models are so small that the threads of one run mostly wait for each other, and notes are
 * independent, so cores are filled with sessions instead.
 * @param columns outputs per token
 * @throws the runtime's own error when the graph is none
 */
export async function createNodeSession(graph: Uint8Array, columns: number): Promise<Session> {
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return sessionOver(session, ort.Tensor, columns);
}

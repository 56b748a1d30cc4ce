/** Measures what of a worker's time its ONNX Runtime takes, by wrapping `InferenceSession.run` where all calls pass. */

export interface RunTotals {
  readonly runs: number;
  readonly runMs: number;
}

/** What every session of the runtime inherits from; its types show only the factory. */
interface SessionPrototype {
  run: (this: unknown, ...given: unknown[]) => Promise<unknown>;
}

/** Answers every message on the channel named like the worker with the totals so far. */
export function timeRuns(sessionClass: object): void {
  const prototype = Reflect.get(sessionClass, 'prototype') as SessionPrototype;
  const totals = { runs: 0, runMs: 0 };
  const { run } = prototype;
  prototype.run = async function timedRun(this: unknown, ...given) {
    const started = performance.now();
    try {
      return await run.apply(this, given);
    } finally {
      totals.runs += 1;
      totals.runMs += performance.now() - started;
    }
  };
  const channel = new BroadcastChannel(self.name);
  channel.onmessage = ({ data }) => {
    if (data === 'totals?') channel.postMessage(totals);
  };
}

/** A worker that runs in the test's own thread, behind a message port. */
import { expose } from 'comlink';
import type { NerWorker } from '../inference/protocol.ts';

export interface FakeWorker {
  readonly worker: Worker;
  readonly isTerminated: () => boolean;
  /** Lets the worker die as one does of an uncaught error. */
  readonly die: () => void;
}

/** @param api what the worker answers */
export function fakeWorker(api: NerWorker): FakeWorker {
  const { port1, port2 } = new MessageChannel();
  let isTerminated = false;
  expose(api, port2);
  const worker = Object.assign(port1, {
    terminate: () => {
      isTerminated = true;
      port2.close();
    },
  }) as unknown as Worker;
  return {
    worker,
    isTerminated: () => isTerminated,
    die: () => {
      port1.dispatchEvent(new Event('error'));
    },
  };
}

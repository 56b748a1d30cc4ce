/** What tests and `scripted.worker.ts` agree on. */
import type { Span } from '../domain/span.ts';

export const nudgeChannel = 'scripted-worker-nudges';
export const scriptedSpan: Span = { start: 0, end: 3, label: 'Teste', score: 0.5 };

export function spawnScriptedWorker(): Worker {
  return new Worker(new URL('./scripted.worker.ts', import.meta.url), { type: 'module' });
}

/** Dies of an error at its start. */
export function spawnThrowingWorker(): Worker {
  return new Worker(new URL('./throwing.worker.ts', import.meta.url), { type: 'module' });
}

/** Its script is not there. */
export function spawnMissingWorker(): Worker {
  return new Worker(`${location.origin}/no-such-worker.js`, { type: 'module' });
}

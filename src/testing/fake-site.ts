/** A stand-in for `fetch` that serves files by path, with one fault at most. */

export interface Fault {
  /** Status and content type instead of 200 and bytes. */
  readonly status?: number;
  readonly contentType?: string;
  /** Changes the body, which is then served whole. */
  readonly body?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  /** The connection breaks after so many bytes. */
  readonly cutAt?: number;
  /** The connection never answers. */
  readonly isOffline?: boolean;
  /** Called after so many bytes went out, before the next. */
  readonly onBytes?: (sent: number) => void;
}

export interface FakeSite {
  readonly fetch: typeof fetch;
  /** Paths in the order in which they were requested. */
  readonly requested: string[];
}

/** Sizes of the pieces in which a body arrives; the rest comes in one. */
export type Split = readonly number[];

/**
 * @param contents files by the end of their address
 * @param faultOf the fault of a path, if any
 */
export function fakeSite(
  contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  {
    faultOf = () => undefined,
    split = [],
  }: { faultOf?: (path: string) => Fault | undefined; split?: Split } = {},
): FakeSite {
  const requested: string[] = [];
  const answer = (input: RequestInfo | URL, init?: RequestInit): Response => {
    const address = input instanceof Request ? input.url : String(input);
    const path = [...contents.keys()].find((candidate) => address.endsWith(`/${candidate}`));
    requested.push(path ?? address);
    init?.signal?.throwIfAborted();
    const content = path === undefined ? undefined : contents.get(path);
    const fault = (path === undefined ? undefined : faultOf(path)) ?? {};
    if (fault.isOffline) throw new TypeError('Failed to fetch');
    const bytes = content ? (fault.body?.(content) ?? content) : new Uint8Array();
    return new Response(streamOf(bytes, split, fault, init?.signal ?? undefined), {
      status: content ? (fault.status ?? 200) : 404,
      headers: { 'content-type': fault.contentType ?? 'application/octet-stream' },
    });
  };
  return {
    requested,
    fetch: (input, init) =>
      new Promise((resolve) => {
        resolve(answer(input, init));
      }),
  };
}

function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  split: Split,
  { cutAt = Infinity, onBytes }: Fault,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = 0;
  let piece = 0;
  return new ReadableStream(
    {
      start(controller) {
        signal?.addEventListener('abort', () => {
          controller.error(signal.reason);
        });
      },
      pull(controller) {
        onBytes?.(sent);
        if (signal?.aborted) return;
        if (sent >= cutAt) {
          controller.error(new TypeError('network error'));
          return;
        }
        if (sent >= bytes.length) {
          controller.close();
          return;
        }
        const end = Math.min(sent + (split[piece++] ?? bytes.length), bytes.length, cutAt);
        controller.enqueue(bytes.slice(sent, end));
        sent = end;
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads the response headers of `public/_headers`, the one place where they are written down. */
import { readFileSync } from 'node:fs';

/**
 * Headers of the `/*` section of a `_headers` file (the format of Netlify and Cloudflare Pages).
 * @throws if the file has no `/*` section or a line without a colon.
 */
export function readHeaders(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const start = lines.indexOf('/*');
  if (start < 0) throw new Error(`${path} has no /* section`);
  const headers: Record<string, string> = {};
  for (const line of lines.slice(start + 1)) {
    if (!line.startsWith('  ')) break;
    const colon = line.indexOf(':');
    if (colon < 0) throw new Error(`${path}: not a header: ${line.trim()}`);
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return headers;
}

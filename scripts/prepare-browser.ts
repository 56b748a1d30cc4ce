/** Makes sure that there is a Chromium before the browser tests start. */
import { ensureChromium } from './chromium.ts';

try {
  console.log(`Chromium: ${ensureChromium()}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Finds a Chromium that the tests can drive; `npm test` calls `ensureChromium` first. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const commands = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

function onPath(command: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not here: look in the next folder
    }
  }
  return undefined;
}

/** Address of an installed Chromium: `CHROMIUM_PATH`, Playwright's own, or one on the PATH. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const bundled = chromium.executablePath();
  if (existsSync(bundled)) return bundled;
  for (const command of commands) {
    const found = onPath(command);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Launch options for Playwright and Vitest. `--enable-unsafe-webgpu` gives a software adapter on machines
 * without a GPU; the network flags keep Chromium from calling its own services during a test.
 */
export function chromiumLaunchOptions(): { executablePath?: string; args: string[] } {
  const executablePath = findChromium();
  const args = [
    '--enable-unsafe-webgpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  return executablePath === undefined ? { args } : { executablePath, args };
}

function run(command: string, args: string[]): boolean {
  console.log(`> ${command} ${args.join(' ')}`);
  return (
    spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0
  );
}

/**
 * Installs Chromium where none is found: Debian's package as root, else Playwright's download.
 * @throws with a sentence that says what to do when neither works.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
  if (findChromium() === undefined) run('npx', ['playwright', 'install', '--with-deps', 'chromium']);
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    'No Chromium was found or could be installed. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  );
}

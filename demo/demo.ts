import { join } from 'node:path';
import { runDemo } from './run';
import { screenOf, wantsColor } from './screen';

/** `npm run demo`: a door with nothing behind it but the terminal. */

const { stdout, env } = process;
const screen = screenOf((line) => stdout.write(`${line}\n`), wantsColor(stdout.isTTY, env));

runDemo(screen, join(__dirname, '..', 'demo-output')).catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

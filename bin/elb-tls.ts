import { runCommandLine } from './command-line';

// The SDK would tell users of Node 20 about its own plans in the middle of a plan.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// Nobody reads the progress any more (`2>&1 | head`): no reason to break off an apply.
process.stderr.on('error', () => undefined);
// Nor the help (`--help | head`). A report that could not be written is told by its own write (terminal/output.ts).
process.stdout.on('error', () => undefined);

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2));
}

void main();

import { commandLinesOf } from './guide';
import { leftOf, startEmulator, type EmulatorProcess } from './emulator-process';
import type { Ended } from './shell';

/** docs/emulator.md, followed word for word by somebody who has only that page and two terminals. */

const LINES = commandLinesOf('docs/emulator.md');
const INVOKE = LINES.find((line) => line.startsWith('aws lambda invoke')) ?? 'no command to invoke';

let emulator: EmulatorProcess;

jest.setTimeout(180_000);

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(async () => {
  await emulator?.clear();
});

/** Types the command of the page that begins like this. */
async function type(beginning: string, run = 'RUN'): Promise<Ended> {
  const line = LINES.find((one) => one.startsWith(beginning));
  if (line === undefined)
    throw new Error(`docs/emulator.md has no command "${beginning}"; it has\n${LINES.join('\n')}`);
  return emulator.type(line.replace('RUN', run));
}

/** The run whose digest has the command for its undo, and that command as it stands there. */
async function digestsOwn(): Promise<{ readonly run: string; readonly line: string }> {
  const [line = '', run = ''] = await emulator.until(/elb-tls undo (\d{8}T\d{6}Z-\w+)(?: --record \S+)?/);
  return { run, line };
}

describe('docs/emulator.md', () => {
  it('has the commands that are typed here, and no others', () => {
    expect(LINES.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'npm ci &&',
      'elb-tls plan',
      'npx cdk bootstrap',
      'npx cdk deploy',
      'aws lambda invoke',
      'npx cdk deploy',
      'elb-tls runs',
      'elb-tls plan',
      'elb-tls undo RUN',
      'elb-tls undo RUN',
      'elb-tls undo RUN',
    ]);
  });

  it('shows what the emulator prints first', async () => {
    const [, file = ''] = await emulator.until(/^ {2}source (\S+)$/m);

    expect(emulator.said()).toContain('An AWS account with 11 load balancers, on loopback, until Ctrl-C.');
    expect(file).toMatch(/elb-tls-emulator-\w+\/env$/);
    expect(emulator.said()).toMatch(/^export AWS_EC2_METADATA_DISABLED=true$/m);
  });

  it('plans: eight planned, one exempt, and the status says that something is left', async () => {
    const { status, output } = await type('elb-tls plan');

    expect(output).toMatch(/8 planned\b.*\b1 exempt/s);
    expect(status).toBe(2);
  });

  it('deploys a dry run', async () => {
    expect(await type('npx cdk bootstrap')).toMatchObject({ status: 0 });
    const { status, output } = await type('npx cdk deploy --parameters NotificationEmail');

    expect(output).toMatch(/ElbTlsRemediator\.Mode = dry run/);
    expect(output).toMatch(/ElbTlsRemediator\.RecordBucket = \S+/);
    expect(status).toBe(0);
  });

  it('has its digest in the first terminal', async () => {
    expect(await emulator.type(INVOKE)).toMatchObject({ status: 0 });

    await emulator.until(/mail: .*DRY RUN.*\b8 planned/);
  });

  it('applies', async () => {
    expect(await type('npx cdk deploy --parameters DryRun=false')).toMatchObject({ status: 0 });
    expect(await emulator.type(INVOKE)).toMatchObject({ status: 0 });

    await emulator.until(/mail: .*\b8 changed/);
  });

  it('finds the record of the function, and nothing left to do', async () => {
    const { run } = await digestsOwn();

    expect((await type('elb-tls runs')).output).toMatch(new RegExp(`^${run} +apply`, 'm'));
    expect(await type('elb-tls plan')).toMatchObject({ status: 0 });
  });

  it('undoes: looks, puts back one, and the rest by the line of the digest', async () => {
    const { run, line } = await digestsOwn();

    expect((await type('elb-tls undo RUN --dry-run', run)).output).toMatch(/\b8 planned/);
    expect((await type('elb-tls undo RUN 1', run)).output).toMatch(/\b1 reverted/);
    const { status, output } = await emulator.type(`${line} --yes`);
    expect(output).toMatch(/\b7 reverted/);
    expect(status).toBe(0);
  });

  it('leaves alone what was undone', async () => {
    expect(await emulator.type(INVOKE)).toMatchObject({ status: 0 });

    await emulator.until(/mail: .*\b8 held/);
  });

  it('ends with all that it started, functions and files too', async () => {
    const held = await emulator.holds();
    // npm, the emulator, MiniStack, moto: and the function that ran last.
    expect(held.processes.length).toBeGreaterThanOrEqual(4);
    await emulator.kill('SIGTERM');

    expect(await leftOf(held)).toEqual({ processes: [], addresses: [] });
    expect(await emulator.files()).toEqual([]);
  });
});

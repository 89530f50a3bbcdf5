import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ALL, isInvariant, type Invariant } from './observer/invariants';
import { tell } from './story';

/**
 * `npm run soak -- --stories 1000 [--seed 1] [--only limit,scope] [--without told-twice] [--processes 2]`: many
 * stories, and each invariant that one of them breaks, with the first seed that does. `--tell` prints those stories.
 */
const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    without: { type: 'string', default: '' },
    processes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    /** For the processes of a soak: every so many seeds. */
    step: { type: 'string' },
    tell: { type: 'boolean', default: false },
  },
});

interface Found {
  readonly invariant: Invariant;
  readonly seed: number;
  readonly what: string;
}

const [stories, first, processes] = [Number(values.stories), Number(values.seed), Number(values.processes)];
const invariants = chosen();

void (values.step === undefined ? share() : soak(Number(values.step)));

function chosen(): readonly Invariant[] {
  const only = values.only?.split(',') ?? ALL;
  const without = new Set(values.without.split(','));
  const unknown = [...only, ...without].find((name) => name !== '' && !isInvariant(name));
  if (unknown !== undefined)
    throw new Error(`no invariant is called "${unknown}"; there are ${ALL.join(', ')}`);
  return only.filter(isInvariant).filter((name) => !without.has(name));
}

/** Every step-th story; what it finds goes to the process that asked. */
async function soak(step: number): Promise<void> {
  for (let seed = first; seed < Number(values.seed) + stories; seed += step) {
    const told = await tell(seed, invariants);
    const findings = told.findings.map(({ invariant, what }): Found => ({ invariant, seed, what }));
    process.send?.({ seed, findings, writes: told.writes, processes: told.processes });
  }
}

async function share(): Promise<void> {
  const started = performance.now();
  const counts = new Map<Invariant, { first: Found; stories: number }>();
  const totals = { stories: 0, clean: 0, writes: 0, runs: 0 };
  await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const all = [
        '--stories',
        String(stories - index),
        '--seed',
        String(first + index),
        '--step',
        String(processes),
      ];
      const child = fork(__filename, [...all, '--only', invariants.join()], { execArgv: process.execArgv });
      child.on('message', (told: { seed: number; findings: Found[]; writes: number; processes: number }) => {
        totals.stories += 1;
        totals.writes += told.writes;
        totals.runs += told.processes;
        if (told.findings.length === 0) totals.clean += 1;
        for (const found of told.findings) {
          const known = counts.get(found.invariant);
          const isFirst = known === undefined || found.seed < known.first.seed;
          counts.set(found.invariant, {
            first: isFirst ? found : known.first,
            stories: (known?.stories ?? 0) + 1,
          });
        }
      });
      return new Promise<void>((resolve, reject) => {
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a soak ended with ${code}`))));
      });
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const rate = (totals.stories / seconds).toFixed(1);
  say(
    `${totals.stories} stories in ${seconds.toFixed(0)} s (${rate} a second), ${totals.runs} runs, ${totals.writes} changes, ${totals.clean} without a finding`,
  );
  for (const [invariant, { first: found, stories: many }] of [...counts].toSorted(
    (a, b) => b[1].stories - a[1].stories,
  )) {
    say(`${String(many).padStart(6)}  ${invariant.padEnd(16)} first seed ${found.seed}: ${found.what}`);
    if (values.tell) await print(found);
  }
  if (counts.size > 0) process.exitCode = 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function print({ seed, invariant }: Found): Promise<void> {
  const told = await tell(seed, [invariant]);
  for (const finding of told.findings) say(`\n${told.text(finding)}\n`);
}

import { setTimeout as wait } from 'node:timers/promises';
import type { WantedLoadBalancer } from '../scenario/emulator';
import { startAccount } from './emulator';
import { leftOf, startEmulator, type EmulatorProcess } from './emulator-process';
import { descendantsOf } from './process-tree';

/** However the emulator ends, nothing of it is left. */

let emulator: EmulatorProcess | null = null;

jest.setTimeout(180_000);

afterEach(async () => {
  await emulator?.clear();
  emulator = null;
});

const NOTHING = { processes: [], addresses: [] };

// npm passes on neither of the last two: the emulator notices that npm is gone.
it.each(['SIGINT', 'SIGHUP', 'SIGKILL'] as const)('%s at npm ends all of it', async (signal) => {
  emulator = await startEmulator();
  await emulator.until(/^ {2}source /m);
  const held = await emulator.holds();
  expect(held.processes.length).toBeGreaterThanOrEqual(3);
  for (const address of held.addresses) expect(address).toMatch(/^127\.0\.0\.1:/);
  await emulator.kill(signal);

  expect(await leftOf(held)).toEqual(NOTHING);
  expect(await emulator.files()).toEqual([]);
});

it('SIGTERM in the middle of the start ends what has started', async () => {
  emulator = await startEmulator();
  // npm has one child; more are servers.
  while ((await emulator.holds()).processes.length < 2) await wait(20);
  const held = await emulator.holds();
  await emulator.kill('SIGTERM');

  expect(await leftOf(held)).toEqual(NOTHING);
  expect(emulator.said()).not.toContain('source ');
  expect(await emulator.files()).toEqual([]);
});

it('a start that fails half way ends what has started', async () => {
  const before = await descendantsOf(process.pid);
  let meanwhile: readonly number[] = [];
  const broken: WantedLoadBalancer = {
    type: 'application',
    name: 'broken',
    tags: {},
    get listeners(): never {
      throw new Error('half way');
    },
  };
  const looking = setInterval(() => {
    void descendantsOf(process.pid).then((found) => (meanwhile = [...meanwhile, ...found]));
  }, 200);

  await expect(startAccount([broken])).rejects.toThrow('half way');
  clearInterval(looking);

  const started = [...new Set(meanwhile)].filter((one) => !before.includes(one));
  expect(started).not.toEqual([]);
  expect(await leftOf({ processes: started, addresses: [] })).toEqual(NOTHING);
});

import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { makeLogs } from './impact-logs/generate';
import { mixNamed, MIXES } from './impact-logs/mixes';

/**
 * Makes logs of load balancers whose truth is known, and prints them.
 *
 *     npm run --silent impact-logs -- --mix old-phones --seed 7 --bytes 10485760 > shop.log
 *
 * What is true of them goes to standard error as JSON. The same words make the same bytes.
 */

const { values } = parseArgs({
  options: {
    mix: { type: 'string', default: MIXES[0]?.name ?? '' },
    seed: { type: 'string', default: '1' },
    bytes: { type: 'string', default: '10240' },
  },
});

function numberOf(flag: 'seed' | 'bytes'): number {
  const text = values[flag];
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Error(`--${flag} got "${text}"; use a whole number`);
}

async function main(): Promise<void> {
  const { parts, truth } = makeLogs({
    mix: mixNamed(values.mix),
    seed: numberOf('seed'),
    bytes: numberOf('bytes'),
  });
  for (const part of parts) if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  for (const { handshakes, addresses, ...rest } of truth.values())
    console.error(
      JSON.stringify({
        ...rest,
        handshakes: Object.fromEntries(handshakes),
        addresses: Object.fromEntries([...addresses].map(([suite, all]) => [suite, all.size])),
      }),
    );
}

void main();

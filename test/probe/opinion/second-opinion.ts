import { ownCertificates } from '../certificates';
import { opensslServer } from '../openssl';
import { ASKED, type Asked } from './asked';
import { CONFIGURATIONS, type Configuration } from './configurations';
import { counted } from './counted';
import { differences, type Said } from './said';

/**
 * `npm run second-opinion`: sslscan and testssl.sh are asked what the probe is asked, of the same servers of OpenSSL on loopback,
 * and what differs is printed, as the table in docs/probe.md. A quarter of an hour. A tool that is not here is named, and
 * left out; in Debian: apt-get install sslscan testssl.sh.
 *
 *     npm run second-opinion -- [PART OF A SERVER'S NAME]
 *
 * Exit status 1 where something differs, or somebody was not asked.
 */

interface Answered {
  readonly said: Said;
  readonly connections: number;
  readonly seconds: number;
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const own = ownCertificates();

async function askedOf({ key, args }: Configuration, { ask }: Asked): Promise<Answered> {
  const server = await opensslServer(own.of(key), args(own.of('ECDSA')));
  const between = await counted(server.port);
  try {
    const start = performance.now();
    const said = await ask(between.port);
    return { said, connections: between.connections(), seconds: (performance.now() - start) / 1000 };
  } finally {
    between.stop();
    await server.stop();
  }
}

/** Whether all say the same. */
async function row(configuration: Configuration, here: readonly Asked[]): Promise<boolean> {
  const [probe, ...others] = here;
  if (probe === undefined) return false;
  const ours = await askedOf(configuration, probe);
  const ciphers = [...ours.said.values()].reduce((sum, { size }) => sum + size, 0);
  const cells = [configuration.name, `${ciphers}`, `${ours.connections} in ${ours.seconds.toFixed(1)} s`];
  let isSame = true;
  for (const other of others) {
    const theirs = await askedOf(configuration, other);
    const unlike = differences(ours.said, theirs.said, other.name);
    isSame &&= unlike.length === 0;
    cells.push(`${theirs.connections}`, unlike.length === 0 ? 'same' : unlike.join('; '));
  }
  say(`| ${cells.join(' | ')} |`);
  return isSame;
}

async function main(part: string): Promise<number> {
  const here: Asked[] = [];
  for (const asked of ASKED) {
    const version = await asked.version();
    say(`${asked.name}: ${version ?? 'is not on this machine, and is not asked'}`);
    if (version !== null) here.push(asked);
  }
  const others = here.slice(1).flatMap(({ name }) => [`connections of ${name}`, `${name} beside the probe`]);
  const heads = ['server', 'ciphers of all protocols', 'connections of the probe', ...others];
  say(`\n| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}`);
  let isSame = true;
  for (const configuration of CONFIGURATIONS.filter(({ name }) => name.includes(part)))
    isSame = (await row(configuration, here)) && isSame;
  own.clear();
  return isSame && here.length === ASKED.length ? 0 : 1;
}

void (async () => {
  process.exitCode = await main(process.argv[2] ?? '');
})();

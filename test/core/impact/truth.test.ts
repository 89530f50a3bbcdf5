import type { ImpactRow } from '../../../lambda/core/impact/impact';
import { makeLogs, type ListenerTruth } from '../../../scripts/impact-logs/generate';
import { MIXES } from '../../../scripts/impact-logs/mixes';
import CATALOGUE from '../../../sandbox/catalogue.json';
import { impactOfParts, RES_PQ } from './read';
import { faultsOf } from './schema';

/** What was made is known: the counts are held to that, and refusals to what the catalogue says, with no code of the product. */

const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);
const target = CATALOGUE.elbv2.SslPolicies.find(({ Name }) => Name === RES_PQ);

function isAccepted(suite: string): boolean {
  const [protocol = '', cipher = ''] = suite.split(' ');
  const accepts =
    target?.SslProtocols.includes(protocol) && target.Ciphers.some(({ Name }) => Name === cipher);
  return accepts === true;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}

function sumBy(truth: ListenerTruth, word: 0 | 1): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [suite, handshakes] of truth.handshakes) {
    const name = suite.split(' ')[word] ?? '';
    sums[name] = (sums[name] ?? 0) + handshakes;
  }
  return sums;
}

function addressesOf({ addresses }: ListenerTruth, wanted: (suite: string) => boolean): number {
  return new Set([...addresses].flatMap(([suite, all]) => (wanted(suite) ? [...all] : []))).size;
}

function expected(truth: ListenerTruth): Partial<ImpactRow> {
  const refused = [...truth.handshakes].filter(([suite]) => !isAccepted(suite));
  const logsExchange =
    truth.loadBalancer?.startsWith('net/') || truth.loadBalancer === 'app/portal/1234567890abcdef';
  return {
    loadBalancer: truth.loadBalancer,
    port: truth.port,
    handshakes: sum(truth.handshakes.values()),
    refused: sum(refused.map(([, handshakes]) => handshakes)),
    protocols: sumBy(truth, 0),
    ciphers: sumBy(truth, 1),
    failed: truth.failed,
    plain: truth.plain,
    addresses: addressesOf(truth, () => true),
    addressesRefused: addressesOf(truth, (suite) => !isAccepted(suite)),
    postQuantum: logsExchange && truth.handshakes.size > 0 ? truth.postQuantum : null,
  };
}

function byListener(a: Partial<ImpactRow>, b: Partial<ImpactRow>): number {
  return `${a.loadBalancer} ${a.port}` < `${b.loadBalancer} ${b.port}` ? -1 : 1;
}

function hasAny({ handshakes, failed, plain }: ListenerTruth): boolean {
  return handshakes.size + failed + plain > 0;
}

describe.each(MIXES.map(({ name }) => name))('the mix %s', (name) => {
  it.each(SEEDS)('is counted exactly, seed %d', (seed) => {
    const mix = MIXES.find((each) => each.name === name) ?? MIXES[0];
    if (mix === undefined) throw new Error('there is no mix');
    const { parts, truth } = makeLogs({ mix, seed, bytes: 60_000 });
    const impact = impactOfParts([...parts].map((part) => Buffer.from(part)));

    expect(faultsOf(impact)).toEqual([]);
    expect(impact).toMatchObject({ skipped: {}, readShare: 1, notes: [] });
    const told = [...truth.values()].filter(hasAny).map(expected).toSorted(byListener);
    expect(told.length).toBeGreaterThan(0);
    expect(impact.loadBalancers.toSorted(byListener)).toMatchObject(told);
    expect(impact.loadBalancers).toHaveLength(told.length);
  });
});

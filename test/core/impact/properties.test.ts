import { array, assert, constantFrom, nat, oneof, property, tuple, uint8Array } from 'fast-check';
import { makeLogs } from '../../../scripts/impact-logs/generate';
import { mixNamed } from '../../../scripts/impact-logs/mixes';
import { impactOfParts, impactOfText } from './read';
import { faultsOf } from './schema';

const everything = [...makeLogs({ mix: mixNamed('everything'), seed: 11, bytes: 4500 }).parts].join('');
const bytes = Buffer.from(everything);

it('a log cut into parts at any byte is the same log', () => {
  const whole = impactOfText(everything);
  expect(whole.lines).toBeGreaterThan(10);
  for (let at = 0; at <= bytes.length; at += 1)
    expect(impactOfParts([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
});

it('a log that comes byte by byte is the same log', () => {
  const single = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
  expect(impactOfParts(single)).toEqual(impactOfText(everything));
});

it('a log that ends at any byte counts no more than it has, and nothing that the whole one has not', () => {
  const whole = impactOfText(everything);
  // Cut behind its trace id, a line of a connection log is one of the older form, which does not name the load balancer.
  const seen = new Set(
    whole.loadBalancers.flatMap(({ loadBalancer, protocols, ciphers }) =>
      [...Object.keys(protocols), ...Object.keys(ciphers)].flatMap((name) => [
        `${loadBalancer} ${name}`,
        `null ${name}`,
      ]),
    ),
  );
  for (let at = 0; at <= bytes.length; at += 1) {
    const cut = impactOfParts([bytes.subarray(0, at)]);
    const lines = everything.slice(0, at).split('\n').length;
    expect(cut.lines).toBeLessThanOrEqual(lines);
    const names = cut.loadBalancers.flatMap(({ loadBalancer, protocols, ciphers }) =>
      [...Object.keys(protocols), ...Object.keys(ciphers)].map((name) => `${loadBalancer} ${name}`),
    );
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
  }
});

const noise = uint8Array({ maxLength: 400 });
const words = constantFrom(
  'https ',
  'tls 2.0 ',
  '2026-11-20T22:23:00Z ',
  'app/shop/50dc6c495c0c9188 ',
  '192.0.2.1:443 ',
  '"GET https://x:443/ HTTP/1.1" ',
  '"',
  '\\',
  ' - ',
  'AES128-SHA TLSv1.2 ',
  '443 ',
  '\n',
);

describe('whatever the bytes are', () => {
  it.each([
    ['noise', array(noise, { maxLength: 8 })],
    [
      'noise in the words of a log',
      array(
        oneof(
          words.map((word) => Buffer.from(word)),
          uint8Array({ maxLength: 3 }),
        ),
        { maxLength: 60 },
      ),
    ],
    [
      'a log with bytes struck over',
      array(tuple(nat(bytes.length - 1), nat(255)), { minLength: 1, maxLength: 30 }).map((strikes) => {
        const struck = Buffer.from(bytes);
        for (const [at, byte] of strikes) struck[at] = byte;
        return [struck];
      }),
    ],
  ])('%s is read, and each line counts or has a reason', (_, parts) => {
    assert(
      property(parts, (given) => {
        const impact = impactOfParts(given);
        expect(faultsOf(impact)).toEqual([]);
        const skipped = Object.values(impact.skipped).reduce((sum, lines) => sum + lines, 0);
        const counted = impact.loadBalancers.reduce(
          (sum, row) => sum + row.handshakes + row.failed + row.plain,
          0,
        );
        expect(skipped).toBeLessThanOrEqual(impact.lines);
        expect(counted).toBeLessThanOrEqual(impact.lines - skipped);
        expect(impact.readShare === 1).toBe(skipped === 0 && impact.lines > 0);
      }),
      { numRuns: 300 },
    );
  });
});

import * as fc from 'fast-check';
import type { Catalogue, LoadBalancer } from '../../../lambda/core/estate';
import { outsideOf, type OutsideRegion } from '../../../lambda/core/plan/outside';
import { full } from '../catalogue';
import { alb, CATALOGUE, classic, custom, madeFrom, nlb } from '../estate';

const OLD = full('2016-08');
const TLS11 = full('TLS-1-1-2017-01');
const TLS12 = full('TLS-1-2-2017-01');
const PQ = full('TLS13-1-2-Res-PQ-2025-09');
const EXT2 = full('TLS13-1-0-2021-06');
const GCM = 'ECDHE-RSA-AES128-GCM-SHA256';

function region(loadBalancers: readonly LoadBalancer[], more: Partial<OutsideRegion> = {}): OutsideRegion {
  return { region: 'eu-west-1', loadBalancers, catalogue: CATALOGUE, isWhole: true, ...more };
}

const names = (loadBalancers: readonly LoadBalancer[], catalogue: Catalogue = CATALOGUE) =>
  outsideOf([region(loadBalancers, { catalogue })], 'Tier').worst.map(({ name }) => name);

describe('weak is what accepts less than TLS 1.2', () => {
  it.each<[string, LoadBalancer, boolean]>([
    ['an ALB on the default of the API', alb([OLD]), true],
    ['an NLB with TLS 1.1', nlb([TLS11]), true],
    ['TLS 1.0 beside TLS 1.3', alb([EXT2]), true],
    ['TLS 1.2, whatever its ciphers', alb([TLS12]), false],
    ['what AWS recommends', alb([PQ]), false],
    ['one weak listener beside a strict one', alb([PQ, OLD]), true],
    ['no secure listener', alb([]), false],
    ['a policy that nobody knows', alb([full('FUTURE-2031-01')]), false],
    ['no policy that was shown', nlb([null]), false],
    ['a Classic policy of AWS', classic([['p']], [madeFrom(OLD, 'p')]), true],
    ['a Classic policy made by hand', classic([['p']], [custom('p', ['SSLv3'], ['AES128-SHA'])]), true],
    [
      'one made by hand without old protocols',
      classic([['p']], [custom('p', ['TLSv1.2'], ['RC4-MD5'])]),
      false,
    ],
    ['a Classic list that cannot be understood', classic([['nowhere']]), false],
  ])('%s: %#', (_, loadBalancer, isWeak) => {
    const found = outsideOf([region([loadBalancer])], 'Tier');
    expect(found.worst).toHaveLength(isWeak ? 1 : 0);
    expect(found.byValue).toHaveLength(isWeak ? 1 : 0);
  });

  it('is not told of a type whose policies could not be read', () => {
    const unreadable = { application: { status: 'unreadable', error: { code: 'X', message: 'x' } } } as const;
    expect(names([alb([OLD]), nlb([OLD], 'gate')], { ...CATALOGUE, ...unreadable })).toEqual(['gate']);
  });
});

it('is counted by the value of the tag of the scope, the most first', () => {
  const found = outsideOf(
    [
      region([
        alb([OLD], 'a', { Tier: 'data' }),
        alb([OLD, OLD], 'b', { Tier: 'internal' }),
        alb([OLD], 'c', { tier: 'web' }),
        alb([PQ], 'd', { Tier: 'fine' }),
      ]),
      region([alb([OLD], 'e', { Tier: 'internal' }, 'us-east-1')], { region: 'us-east-1' }),
    ],
    'Tier',
  );
  expect(found.byValue).toEqual([
    { value: 'internal', loadBalancers: 2 },
    { value: null, loadBalancers: 1 },
    { value: 'data', loadBalancers: 1 },
  ]);
});

it('is without the tag where an object has something else under such a name', () => {
  expect(outsideOf([region([alb([OLD])])], 'constructor').byValue).toEqual([
    { value: null, loadBalancers: 1 },
  ]);
});

it('is named worst first: by the lowest protocol, the kinds of weak ciphers, the name', () => {
  const loadBalancers = [
    alb([TLS11], 'a-tls11'),
    alb([OLD], 'z-old'),
    alb([OLD], 'b-old'),
    classic([['p']], [custom('p', ['TLSv1', 'TLSv1.2'], [GCM])], 'a-fewer-kinds'),
    classic(
      [['p']],
      [custom('p', ['TLSv1'], ['RC4-MD5', 'DES-CBC3-SHA', 'EXP-RC4-MD5', 'ADH-AES128-SHA'])],
      'z-more-kinds',
    ),
    classic([['p']], [custom('p', ['SSLv3', 'TLSv1.2'], [GCM])], 'z-ssl'),
  ];
  const expected = ['z-ssl', 'z-more-kinds', 'b-old', 'z-old', 'a-fewer-kinds', 'a-tls11'];
  expect(names(loadBalancers)).toEqual(expected);
  fc.assert(
    fc.property(fc.shuffledSubarray(loadBalancers, { minLength: 6 }), (shuffled) => {
      expect(names(shuffled)).toEqual(expected);
    }),
  );
});

it('is named by its weakest listener, protocols oldest first', () => {
  const { worst } = outsideOf([region([alb([TLS12, TLS11, OLD], 'shop')])], 'Tier');
  expect(worst).toEqual([
    {
      region: 'eu-west-1',
      name: 'shop',
      type: 'application',
      policy: OLD,
      protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
    },
  ]);
});

it('ten at most are named, and all are counted', () => {
  const many = Array.from({ length: 25 }, (_, index) => alb([OLD], `lb-${String(index).padStart(2, '0')}`));
  const { worst, byValue } = outsideOf([region(many)], 'Tier');
  expect(worst.map(({ name }) => name)).toEqual(many.slice(0, 10).map(({ name }) => name));
  expect(byValue).toEqual([{ value: 'web', loadBalancers: 25 }]);
});

it('is not known in a Region that was not read whole, and what was read there counts', () => {
  const found = outsideOf(
    [region([alb([OLD])], { isWhole: false }), region([], { region: 'us-east-1' })],
    'Tier',
  );
  expect(found.unknownIn).toEqual(['eu-west-1']);
  expect(found.worst).toHaveLength(1);
});

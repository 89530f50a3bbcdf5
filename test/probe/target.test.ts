import { parseTarget } from '../../probe/target';

it.each([
  ['shop.example.com', undefined, { host: 'shop.example.com', port: 443, sni: 'shop.example.com' }],
  ['shop.example.com.:8443', undefined, { host: 'shop.example.com.', port: 8443, sni: 'shop.example.com' }],
  ['SHOP.example.com', undefined, { host: 'shop.example.com', port: 443, sni: 'shop.example.com' }],
  ['bücher.example', undefined, { host: 'xn--bcher-kva.example', port: 443, sni: 'xn--bcher-kva.example' }],
  ['a_b.example:1', undefined, { host: 'a_b.example', port: 1, sni: 'a_b.example' }],
  ['192.0.2.1', undefined, { host: '192.0.2.1', port: 443, sni: null }],
  ['192.0.2.1:65535', 'shop.example.com', { host: '192.0.2.1', port: 65_535, sni: 'shop.example.com' }],
  ['2001:db8::1', undefined, { host: '2001:db8::1', port: 443, sni: null }],
  ['[2001:db8::1]:8443', undefined, { host: '2001:db8::1', port: 8443, sni: null }],
])('%s with --sni %s', (text, sni, target) => {
  expect(parseTarget(text, sni)).toEqual(target);
});

it.each([
  '',
  ':443',
  'a:b',
  'a:443:1',
  '[a]',
  '[2001:db8::1',
  'a/b',
  'a@b',
  'https://a',
  `${'a'.repeat(64)}.example`,
  'a..b',
])('%j is no host', (text) => {
  expect(() => parseTarget(text, undefined)).toThrow(/^probe got /);
});

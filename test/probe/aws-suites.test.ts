import CATALOGUE from '../../lambda/core/explain/catalogue.json';
import SUITES from '../../lambda/core/clients/suites.json';
import TABLE from '../../probe/wire/aws-suites.json';
import { codesFor, nameOf } from '../../probe/wire/aws-suites';

it('has what policies of AWS name, by the numbers of the registry', () => {
  const { elbv2, classic } = CATALOGUE;
  const named = new Set([...elbv2, ...classic].flatMap(({ ciphers }) => ciphers ?? []));
  const ofAws = SUITES.filter(([, name = '']) => named.has(name));

  expect(TABLE).toEqual(Object.fromEntries(ofAws.map(([hex, name]) => [name, hex])));
});

it('offers in a protocol what it can be agreed on with', () => {
  const names = ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA', 'NEW-IN-2031'];

  expect(codesFor('TLSv1.3', names).map(nameOf)).toEqual(['TLS_AES_128_GCM_SHA256']);
  expect(codesFor('TLSv1.2', names).map(nameOf)).toEqual(['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA']);
  expect(codesFor('TLSv1', names).map(nameOf)).toEqual(['AES128-SHA']);
  expect(nameOf(0xab)).toBe('0x00AB');
});

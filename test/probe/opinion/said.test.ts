import { differences, readSslscan, readTestssl } from './said';

/** As sslscan 2.0.7 and testssl.sh 3.0.8 wrote it of one server. */

const SSLSCAN = `
  <protocol type="ssl" version="2" enabled="0" />
  <protocol type="tls" version="1.0" enabled="1" />
  <protocol type="tls" version="1.1" enabled="0" />
  <protocol type="tls" version="1.2" enabled="1" />
  <cipher status="preferred" sslversion="TLSv1.2" bits="256" cipher="ECDHE-RSA-AES256-GCM-SHA384" id="0xC030" strength="strong" curve="25519" ecdhebits="253" />
  <cipher status="accepted" sslversion="TLSv1.0" bits="128" cipher="AES128-SHA" id="0x002F" strength="acceptable" />`;

const TESTSSL = JSON.stringify([
  { id: 'service', finding: "Couldn't determine service, skipping all HTTP checks" },
  { id: 'SSLv2', finding: 'not offered' },
  { id: 'TLS1', finding: 'offered (deprecated)' },
  { id: 'TLS1_1', finding: 'not offered' },
  { id: 'TLS1_2', finding: 'offered' },
  { id: 'cipher-tls1_xc030', finding: 'never with TLS 1.0, but it is read' },
  { id: 'cipher-tls1_2_xc030', finding: 'TLS 1.2   xc030   ECDHE-RSA-AES256-GCM-SHA384' },
  { id: 'cipher-tls1_2_x2f', finding: 'TLS 1.2   x2f     AES128-SHA' },
]);

it('each tool is read: protocols, and ciphers by their numbers', () => {
  expect(readSslscan(SSLSCAN)).toEqual(
    new Map([
      ['TLSv1', new Set(['AES128-SHA'])],
      ['TLSv1.2', new Set(['ECDHE-RSA-AES256-GCM-SHA384'])],
    ]),
  );
  expect(readTestssl(TESTSSL)).toEqual(
    new Map([
      ['TLSv1', new Set(['ECDHE-RSA-AES256-GCM-SHA384'])],
      ['TLSv1.2', new Set(['ECDHE-RSA-AES256-GCM-SHA384', 'AES128-SHA'])],
    ]),
  );
});

it('what one has and the other has not is named, and whose it is', () => {
  const probe = new Map([
    ['TLSv1.2', new Set(['AES128-SHA'])],
    ['TLSv1.3', new Set(['TLS_AES_128_GCM_SHA256'])],
  ] as const);

  expect(differences(probe, probe, 'sslscan')).toEqual([]);
  expect(differences(probe, readSslscan(SSLSCAN), 'sslscan')).toEqual([
    'TLSv1: sslscan alone says that it is spoken',
    'TLSv1.2: 1 that the probe alone names: AES128-SHA',
    'TLSv1.2: 1 that sslscan alone names: ECDHE-RSA-AES256-GCM-SHA384',
    'TLSv1.3: the probe alone says that it is spoken',
  ]);
});

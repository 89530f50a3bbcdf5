import type { SeenClients } from '../../lambda/core/evidence';

/** What logs say of a listener: nobody would be refused, and some would. */

export const SEEN: SeenClients = {
  status: 'read',
  days: 7,
  readShare: 1,
  faultyShare: 0,
  since: null,
  skipped: {},
  unreadFiles: {},
  ofAllListeners: false,
  unread: [],
  log: 'connections',
  handshakes: 1_204_331,
  refused: 0,
  uncertain: 0,
  protocols: { 'TLSv1.3': 1_204_331 },
  ciphers: { TLS_AES_128_GCM_SHA256: 1_204_331 },
  failed: 0,
  plain: 0,
  addresses: 5000,
  addressesRefused: 0,
  topRefused: [],
  refusedWith: [],
  postQuantum: null,
  keyExchangeTold: 0,
};

export const PHONES: SeenClients = {
  ...SEEN,
  refused: 1300,
  uncertain: 300,
  addressesRefused: 12,
  topRefused: [
    { address: '203.0.113.0/24', handshakes: 900, userAgents: ['curl/7.29.0', 'Java/1.7.0'] },
    { address: '198.51.100.0/24', handshakes: 300, userAgents: [] },
    { address: '2001:db8::/48', handshakes: 90, userAgents: [] },
    { address: '192.0.2.0/24', handshakes: 10, userAgents: [] },
  ],
  refusedWith: [
    { protocol: 'TLSv1', cipher: 'AES128-SHA', handshakes: 1000, uncertain: false, clients: ['Java 6u45'] },
    { protocol: 'TLSv1.2', cipher: 'AES128-SHA', handshakes: 300, uncertain: true, clients: [] },
  ],
};

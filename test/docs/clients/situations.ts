import type { TlsOptions } from 'node:tls';
import { rawServer, tlsServer, type Running } from '../../probe/servers';
import type { Authority } from './authority';
import type { Question } from './programs';

/** What can stand between a client and a load balancer, played on loopback. */
export interface Situation {
  /** The line above its messages in docs/client-cannot-connect.md, without the colon. */
  readonly title: string;
  /** The heading of the cause that the page explains it under. */
  readonly cause: string;
  readonly serve: (authority: Authority) => Promise<Running>;
  /** What is not as usual about the client. */
  readonly client?: (authority: Authority) => Partial<Omit<Question, 'port'>>;
}

/** Ciphers with forward secrecy and GCM alone, as the restricted policies have them. */
const RESTRICTED = 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384';

/** Long enough for every test, and never looked at. */
const DAYS = 100;

const withGood =
  (options: TlsOptions) =>
  ({ sign }: Authority): Promise<Running> =>
    tlsServer({ ...sign('localhost', DAYS), ...options });

export const SITUATIONS: readonly Situation[] = [
  {
    title: 'A client of TLS 1.1 at most, a server that begins with TLS 1.2',
    cause: 'No common TLS version',
    serve: withGood({ minVersion: 'TLSv1.2', ciphers: RESTRICTED }),
    client: () => ({ highest: 'TLSv1.1' }),
  },
  {
    title: 'A client of TLS 1.2 at most, a server of TLS 1.3 alone',
    cause: 'No common TLS version',
    serve: withGood({ minVersion: 'TLSv1.3' }),
    client: () => ({ highest: 'TLSv1.2' }),
  },
  {
    title: 'A client with AES128-SHA alone, a server with ECDHE and GCM alone',
    cause: 'No common cipher',
    serve: withGood({ maxVersion: 'TLSv1.2', ciphers: RESTRICTED }),
    client: () => ({ highest: 'TLSv1.2' }),
  },
  {
    title: 'A certificate from an authority that the client does not know',
    cause: 'The certificate is not trusted',
    serve: withGood({}),
    client: ({ strange }) => ({ root: strange }),
  },
  {
    title: 'A certificate for shop.example.com, asked for as localhost',
    cause: 'The certificate is for another name',
    serve: ({ sign }) => tlsServer(sign('shop.example.com', DAYS)),
  },
  {
    title: 'A certificate that ended yesterday',
    cause: 'The certificate has expired',
    serve: ({ sign }) => tlsServer(sign('localhost', -1)),
  },
  {
    title: 'An answer in plain HTTP',
    cause: 'No TLS on this port',
    serve: () => rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  },
  {
    title: 'A connection that is closed instead of an answer (FIN)',
    cause: 'The connection is closed or reset',
    serve: () => rawServer((socket) => socket.end()),
  },
  {
    title: 'A connection that is reset instead of an answer (RST)',
    cause: 'The connection is closed or reset',
    serve: () => rawServer((socket) => socket.resetAndDestroy()),
  },
  {
    title: 'A port that nothing listens on',
    cause: 'Nothing answers',
    serve: async () => {
      const server = await rawServer(() => undefined);
      await server.stop();
      return { ...server, stop: () => Promise.resolve() };
    },
  },
];

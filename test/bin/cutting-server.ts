import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** S3 behind a bad line: what stands between the tool and the sandbox. */

export interface CuttingServer {
  readonly url: string;
  /** The ranges that objects were asked for in, one for each GET of one; `null`: all of it. */
  readonly ranges: readonly (string | null)[];
  readonly stop: () => Promise<void>;
}

export interface Cutting {
  /** So many answers with an object are cut off, half way through what they carry. */
  readonly times: number;
  /** Happens right after the first cut. */
  readonly happen?: () => void;
  /** Forgets the Range of a request, as a store may that knows none. */
  readonly isWithoutRanges?: boolean;
  /** Spoils the last byte of each object. */
  readonly isSpoiling?: boolean;
}

/** Hands on to the sandbox at this address. */
export async function startCutting(
  target: string,
  { times, happen = () => undefined, isWithoutRanges = false, isSpoiling = false }: Cutting,
): Promise<CuttingServer> {
  const ranges: (string | null)[] = [];
  let cuts = 0;
  const answer = (asked: IncomingMessage, given: ServerResponse): void => {
    const { range, ...rest } = asked.headers;
    const headers = isWithoutRanges || range === undefined ? rest : { ...rest, range };
    const isObject = asked.url?.includes('x-id=GetObject') === true;
    if (isObject) ranges.push(range ?? null);
    const there = request(`${target}${asked.url}`, { method: asked.method, headers }, (from) => {
      void bytesOf(from).then((body) => {
        given.writeHead(from.statusCode ?? 500, from.headers);
        if (isObject && isSpoiling) body[body.length - 1] = 0;
        if (!isObject || cuts >= times || (from.statusCode ?? 0) >= 300) return given.end(body);
        cuts += 1;
        return given.write(body.subarray(0, body.length / 2), () => {
          if (cuts === 1) happen();
          given.destroy();
        });
      });
    });
    asked.pipe(there);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port }: AddressInfo = addressOf(server.address());
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, ranges, stop };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address !== null && typeof address === 'object') return address;
  throw new Error('the server listens on no port');
}

async function bytesOf(from: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of from) parts.push(part);
  return Buffer.concat(parts);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** The tag index of the account: buckets are in MiniStack, load balancers in moto, and on AWS it is one. */
export interface TagIndex {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface Sides {
  readonly buckets: string;
  readonly loadBalancers: string;
}

/** Stands on loopback in front of both: `elb-tls` finds the record of the deployed function here, as it does on AWS. */
export async function startTagIndex(sides: Sides): Promise<TagIndex> {
  const server = createServer((request, response) => {
    pass(request, response, sides).catch(() => request.destroy());
  });
  // A client that keeps its connection must not meet one that is just being closed.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  const port = typeof listening === 'object' ? listening?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(request: IncomingMessage, response: ServerResponse, sides: Sides): Promise<void> {
  const body = await text(request);
  const side = asksForBuckets(body) ? sides.buckets : sides.loadBalancers;
  const answer = await fetch(`${side}${request.url}`, {
    method: request.method ?? 'POST',
    headers: headersOf(request),
    body,
  });
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/x-amz-json-1.1',
  });
  response.end(await answer.text());
}

/** GetResources names the types that it wants: `s3`, or `s3:bucket`. */
function asksForBuckets(body: string): boolean {
  return /"ResourceTypeFilters":\s*\[\s*"s3[":]/.test(body);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const passed = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date'];
  return Object.fromEntries(passed.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

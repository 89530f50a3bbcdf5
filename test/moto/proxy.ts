import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Call } from '../scenario/emulator';
import type { Repair } from './repairs';

/** Stands on loopback in front of moto: keeps a record of the calls and repairs what goes through. */
export interface Proxy {
  readonly endpoint: string;
  readonly calls: Call[];
  /** The last calls and their answers' status, for people. */
  recent(): string;
  stop(): Promise<void>;
}

const RECENT = 20;

export async function startProxy(moto: string, repairs: readonly Repair[]): Promise<Proxy> {
  const calls: Call[] = [];
  const seen: string[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const call = callFrom(request, body);
    calls.push(call);
    const answer = await fetch(`${moto}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headersOf(request),
      // What a message says is for its readers, and nothing that moto would look up.
      body: call.service === 'sns' ? body : repairs.reduce((whole, repair) => repair.request(whole), body),
    });
    const said = repairs.reduce((whole, repair) => repair.answer(whole), await answer.text());
    seen.push(`${answer.status} ${call.service} ${call.action}${answer.ok ? '' : `: ${said.slice(0, 500)}`}`);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
    response.end(said);
  };
  const server = createServer((request, response) => {
    // A connection that breaks is what the tool would see of AWS, too.
    pass(request, response).catch(() => request.destroy());
  });
  // A client that keeps its connection must not meet one that is just being closed.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  const port = typeof listening === 'object' ? listening?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    recent: () => seen.slice(-RECENT).join('\n'),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What tells moto which service is meant, and how the body is written; lengths change with the body. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const passed = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date'];
  return Object.fromEntries(passed.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

/** The service by the credential scope, the two ELBs by their version; the action by target, body or path (`/listRegions`). */
function callFrom({ headers, url = '' }: IncomingMessage, body: string): Call {
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const form = new URLSearchParams(body);
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  return {
    service: serviceOf(scope, form.get('Version')),
    action: target ?? form.get('Action') ?? url.slice(1, 2).toUpperCase() + url.slice(2),
    continued: Boolean(form.get('Marker')) || /"PaginationToken":\s*"[^"]/.test(body),
  };
}

function serviceOf(scope: string, version: string | null): Call['service'] {
  if (scope === 'elasticloadbalancing') return version === '2012-06-01' ? 'classic' : 'elbv2';
  if (scope === 'sts' || scope === 'tagging' || scope === 'sns' || scope === 'account') return scope;
  return 'other';
}

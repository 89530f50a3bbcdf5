import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from './errors';
import { readForm, readJson } from './parameters';
import type { Structure } from './values';
import { element } from './xml';

/** An HTTP request, read to its end. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body before it was read as UTF-8. */
  readonly bytes: Buffer;
}

/** An HTTP answer, ready to be written. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What becomes of a request: an answer, a broken connection, or silence. */
export type Answer = Outgoing | 'reset' | 'none';

/** How a service spells a request, an answer and an error. */
export interface Protocol {
  action(request: Incoming): string;
  parameters(request: Incoming): Structure;
  answer(action: string, result: Structure): Outgoing;
  error(error: AwsError): Outgoing;
}

/** Form in, XML out: STS, SNS and both load balancing APIs. */
export function queryProtocol(namespace: string): Protocol {
  const headers = { 'content-type': 'text/xml' };
  const metadata = { RequestId: 'sandbox' };
  const root = (name: string, body: string): string => `<${name} xmlns="${namespace}">${body}</${name}>`;
  return {
    action: (request) => new URLSearchParams(request.body).get('Action') ?? '',
    parameters: (request) => {
      const { Action: _action, Version: _version, ...parameters } = readForm(request.body);
      return parameters;
    },
    answer: (action, result) => ({
      status: 200,
      headers,
      body: root(
        `${action}Response`,
        element(`${action}Result`, result) + element('ResponseMetadata', metadata),
      ),
    }),
    error: ({ code, message, status }) => {
      const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
      return {
        status,
        headers,
        body: root('ErrorResponse', element('Error', error) + element('RequestId', 'sandbox')),
      };
    },
  };
}

/** awsJson1_1: the action is in a header, the tagging API speaks it. */
export const jsonProtocol: Protocol = {
  action: (request) => String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '',
  parameters: (request) => readJson(request.body),
  answer: (_action, result) => json(200, result),
  error: ({ code, message, status }) => json(status, { __type: code, message }),
};

/** restJson1, as far as the Account API needs it: the action is the path with its first letter raised. */
export const restProtocol: Protocol = {
  action: (request) => request.path.slice(1, 2).toUpperCase() + request.path.slice(2),
  parameters: (request) => readJson(request.body),
  answer: (_action, result) => json(200, result),
  error: ({ code, message, status }) => json(status, { message }, { 'x-amzn-errortype': code }),
};

/** awsJson1_0 of a service that spoke the query protocol before: it still gives the old codes, in a header. */
export const queryCompatibleProtocol: Protocol = {
  ...jsonProtocol,
  error: ({ code, message, status }) =>
    json(
      status,
      { __type: code, message },
      { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` },
    ),
};

function json(status: number, body: Structure, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
    body: JSON.stringify(body),
  };
}

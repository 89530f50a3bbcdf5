import { HttpRequest } from '@smithy/core/protocols';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type Aws } from '../../lambda/aws/connect';
import { checkingAnswers } from '../../lambda/aws/answers';
import { sentenceOf } from '../../bin/terminal/advice';
import { describeError, isTransient, isUnanswered, UnreadableError } from '../../lambda/aws/errors';
import { Hosts } from '../../lambda/aws/silent-hosts';
import { ACCOUNT, ALWAYS_TIME, EU, failure, OLD } from '../helpers';

/** Whoever else may answer in AWS's place, and nobody: over HTTP on loopback. */

const servers: Server[] = [];

afterEach(async () => {
  const ended = servers.splice(0).map(
    (server) =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  await Promise.all(ended);
});

/** Answers the address, `127.0.0.1:PORT`. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const answering =
  (
    status: number,
    type: string,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): RequestListener =>
  (_request, response) => {
    response.writeHead(status, type === '' ? headers : { ...headers, 'content-type': type });
    response.end(body);
  };

function awsAt(host: string, protocol = 'http'): Aws {
  return connect({
    deadline: ALWAYS_TIME,
    scale: 1000,
    endpoint: `${protocol}://${host}`,
    requestHandler: (timeouts) => checkingAnswers(timeouts),
  });
}

const PAGE = '<html><head><title>Sign in</title></head><body><p>Welcome</p></body></html>';
const SLOPPY = '<!doctype html><meta charset=utf-8><p>Welcome<br>';

/** One call in each of the protocols that AWS speaks. */
const CALLS: Readonly<Record<string, (aws: Aws) => Promise<unknown>>> = {
  'sts, XML': (aws) => aws.account(),
  'elbv2 and Classic, XML': (aws) => aws.region(EU, ACCOUNT).listed(),
  'tagging, JSON': (aws) => aws.region(EU, ACCOUNT).indexed({ tagKey: 'Tier', tagValues: ['web'] }),
  'account, JSON': (aws) => aws.enabledRegions(),
  's3, XML and objects': (aws) => aws.bucket('records').get('history/1.json'),
};

describe.each(Object.entries(CALLS))('%s', (_, call) => {
  it.each([
    ['a page that happens to be well-formed', 200, 'text/html; charset=utf-8', PAGE, 'HTML'],
    ['a page', 200, 'text/html', SLOPPY, 'HTML'],
    ['a page that refuses', 403, 'text/html', PAGE, 'HTML'],
    ['a gateway that broke', 502, 'text/html', SLOPPY, 'HTML'],
    ['a plain 500', 500, 'text/plain', 'Internal Server Error', 'text/plain'],
  ])('%s is no answer of AWS', async (_name, status, type, body, what) => {
    const host = await serve(answering(status, type, body));

    const { code, message } = describeError(await failure(call(awsAt(host))));

    expect(code).toBe('NotAws');
    expect(message).toBe(`got ${what} from ${host} (HTTP ${status}) in the place of an answer of AWS's`);
  });

  it('a redirection to where one signs in is none', async () => {
    const host = await serve(answering(302, '', '', { location: 'http://portal.example/' }));

    expect(describeError(await failure(call(awsAt(host)))).message).toContain('got a redirection from');
  });
});

it('a plain 200 that AWS has not written is named with its host', async () => {
  const host = await serve(answering(200, 'text/plain', 'hello'));
  const { code, message } = describeError(await failure(awsAt(host).account()));

  expect(code).toBe('NotAws');
  expect(message).toBe(`got text/plain from ${host} (HTTP 200) in the place of an answer of AWS's`);
});

it.each([500, 502, 503])('a %i without a type is named with its host and status', async (status) => {
  const host = await serve(answering(status, '', 'upstream is down'));
  const { code, message } = describeError(await failure(awsAt(host).account()));

  expect(code).toBe('NotAws');
  expect(message).toContain(`got a failure without a type from ${host} (HTTP ${status})`);
});

it('XML that nobody can read is said to be unreadable, without the words of a debugger', async () => {
  const host = await serve(answering(200, 'text/xml', 'hello'));
  const error = describeError(await failure(awsAt(host).account()));

  expect(error.code).toBe('UnreadableAnswer');
  expect(error.message).not.toContain('$response');
});

it('https:// to a port of plain HTTP is said in words, and tried once', async () => {
  let calls = 0;
  const host = await serve(() => undefined);
  servers.at(-1)?.on('connection', () => {
    calls += 1;
  });
  const { code, message } = describeError(await failure(awsAt(host, 'https').account()));

  expect({ code, message }).toEqual({
    code: 'NotTls',
    message: `${host} does not speak TLS on this port`,
  });
  expect(sentenceOf(new UnreadableError({ code, message }))).toMatch(
    /AWS_ENDPOINT_URL .* write it as http:\/\//,
  );
  expect(calls).toBe(1);
});

const change = async (status: number): Promise<Error> => {
  const host = await serve(answering(status, 'text/html', PAGE));
  const listenerArn = `arn:aws:elasticloadbalancing:${EU}:${ACCOUNT}:listener/app/x/1/2`;
  return failure(
    awsAt(host).region(EU, ACCOUNT).write({ kind: 'modify-listener', listenerArn, policy: OLD }),
  );
};

describe('a write that somebody else has answered', () => {
  it.each([
    [200, true],
    [502, true],
    [403, false],
  ])('with %i: whether it was done, nobody knows: %s', async (status, isOpen) => {
    expect(isUnanswered(await change(status))).toBe(isOpen);
  });
});

it('a gateway that breaks is asked again', async () => {
  let calls = 0;
  const host = await serve((request, response) => {
    calls += 1;
    answering(502, 'text/html', PAGE)(request, response);
  });
  await failure(awsAt(host).account());

  expect(calls).toBe(4);
});

const silent: RequestListener = () => undefined;
/** Asks a host, again and again. */
function asking(host: string, onSlow: (host: string) => void = () => undefined): () => Promise<unknown> {
  const timeouts = { requestTimeout: 300, throwOnRequestTimeout: true };
  const handler = checkingAnswers(timeouts, { slowAfterMs: 50, onSlow });
  const [hostname = '', port] = host.split(':');
  return () =>
    handler.handle(new HttpRequest({ protocol: 'http:', hostname, port: Number(port), method: 'GET' }));
}

describe('nobody answers', () => {
  it('in words that name the host, as an error that is worth another try', async () => {
    const host = await serve(silent);
    const error = await failure(asking(host)());

    expect(describeError(error)).toEqual({
      code: 'ETIMEDOUT',
      message: `no answer from ${host} within 0.3 s`,
    });
    expect(isTransient(error)).toBe(true);
  });

  it('somebody is told meanwhile, once for all calls', async () => {
    const host = await serve(silent);
    const told: string[] = [];
    const ask = asking(host, (slow) => told.push(slow));
    await Promise.all([failure(ask()), failure(ask())]);

    expect(told).toEqual([host]);
    // The next try keeps people waiting as long again.
    await failure(ask());
    expect(told).toEqual([host, host]);
  });

  it('nobody is told of a call that is answered', async () => {
    const told: string[] = [];
    await asking(await serve(answering(200, 'text/xml', '<a/>')), (slow) => told.push(slow))();

    expect(told).toEqual([]);
  });
});

/** Over clients of their own, as the parts of one command are. */
const clients = (host: string, hosts: Hosts) => () =>
  connect({
    deadline: ALWAYS_TIME,
    scale: 1000,
    endpoint: `http://${host}`,
    requestHandler: () =>
      checkingAnswers({ requestTimeout: 100, throwOnRequestTimeout: true }, { hosts, slowAfterMs: 50 }),
  });

describe('a host that has never answered', () => {
  it('is given up after two tries, and no other call waits for it again', async () => {
    let calls = 0;
    const host = await serve(() => {
      calls += 1;
    });
    const client = clients(host, new Hosts({ connectMs: 50, answerMs: 150 }));
    const error = describeError(await failure(client().account()));

    expect(error).toEqual({
      code: 'SilentHost',
      message: `nothing has come from ${host}: no answer from ${host} within 0.1 s, at each try`,
    });
    expect(calls).toBe(2);
    expect(describeError(await failure(client().enabledRegions())).code).toBe('SilentHost');
    expect(calls).toBe(2);
    expect(sentenceOf(new UnreadableError(error))).toMatch(/HTTPS_PROXY.*VPN.*AWS_ENDPOINT_URL/);
  });

  it('and one that has, is waited for with all its tries', async () => {
    let calls = 0;
    const host = await serve((request, response) => {
      calls += 1;
      if (calls === 1) answering(200, 'text/xml', 'hello')(request, response);
    });
    const client = clients(host, new Hosts({ connectMs: 50, answerMs: 150 }));
    await failure(client().account());

    expect(describeError(await failure(client().account())).code).toBe('ETIMEDOUT');
    expect(calls).toBe(1 + 4);
  });

  it.each([
    ['takes no connection, after three tries of five seconds', false, [5_000, 10_000, 15_000]],
    ['says nothing, after two tries of half a minute', true, [30_000, 60_000]],
  ])('%s', (_, isConnected, tries) => {
    let now = 0;
    const hosts = new Hosts(undefined, () => now);
    hosts.ask('x');
    const names = tries.map((at) => {
      now = at;
      return hosts.silent('x', new Error('no'), isConnected).name;
    });

    expect(names).toEqual([...tries.slice(1).map(() => 'Error'), 'SilentHost']);
    expect(() => hosts.ask('x')).toThrow('nothing has come from x');
  });
});

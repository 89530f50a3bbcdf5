import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, type SecureVersion, type TLSSocket, connect } from 'node:tls';
import { SetLoadBalancerPoliciesOfListenerCommand } from '@aws-sdk/client-elastic-load-balancing';
import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AddedLoadBalancer, NewClassicLoadBalancer, Sandbox, TlsEndpoint } from '../../sandbox';
import {
  CLASSIC_BEST,
  type Clients,
  OLD,
  PQ,
  REGION,
  RFC9151,
  clientsFor,
  present,
  start,
  stopAll,
} from './helpers';

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

const HTTP = { port: 80, protocol: 'HTTP' } as const;
const SSL = 'SSLNegotiationPolicyType';
const CLOSED = 'ECONNRESET';
const NO_SUCH_VERSION = 'ALERT_PROTOCOL_VERSION';
const NO_SUCH_CIPHER = 'ALERT_HANDSHAKE_FAILURE';

function addAlb(policy: string, name = 'shop'): AddedLoadBalancer {
  const listeners = [HTTP, { port: 443, protocol: 'HTTPS' as const, policy }];
  return sandbox.region(REGION).addLoadBalancer({ type: 'application', name, listeners });
}

/** A Classic one with policies that have these attributes; the first is on the listener. */
function addClassic(...all: readonly Readonly<Record<string, string>>[]): AddedLoadBalancer {
  const policies = all.map((attributes, index) => ({ name: `own-${index}`, type: SSL, attributes }));
  return addClassicWith({
    policies,
    listeners: [HTTP, { port: 443, protocol: 'SSL', policyNames: ['own-0'] }],
  });
}

function addClassicWith(more: Partial<NewClassicLoadBalancer>): AddedLoadBalancer {
  return sandbox.region(REGION).addLoadBalancer({ type: 'classic', name: 'old', ...more });
}

/** Attributes that are all true. */
const on = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, 'true']));

function endpointOf({ dnsName }: AddedLoadBalancer, port = 443): Promise<TlsEndpoint> {
  return sandbox.tlsEndpoint(present(dnsName), port);
}

function dial(place: TlsEndpoint, wishes: ConnectionOptions): TLSSocket {
  return connect({ ...place, rejectUnauthorized: false, ciphers: 'ALL:@SECLEVEL=0', ...wishes });
}

/** What a client with these wishes and the listener came to: protocol and cipher, or what the client heard. */
async function agreed(place: TlsEndpoint, wishes: ConnectionOptions): Promise<string> {
  const socket = dial(place, wishes);
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
    // OpenSSL's versions put different words before the alert's name.
    return code.replace(/^ERR_SSL_.*(?=ALERT_)/, '');
  } finally {
    socket.destroy();
  }
}

/** Which of the four a client that speaks one alone gets through with, and what the others hear. */
async function spoken(place: TlsEndpoint): Promise<readonly (readonly string[])[]> {
  const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
  return Promise.all(
    versions.map(async (version) => {
      const heard = await agreed(place, { minVersion: version, maxVersion: version });
      return [version, heard.startsWith(`${version} `) ? 'yes' : heard];
    }),
  );
}

const says = (...answers: readonly string[]): readonly (readonly string[])[] =>
  ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].map((version, index) => [version, answers[index] ?? '']);

const TO_TLS12 = says('yes', 'yes', 'yes', NO_SUCH_VERSION);
const FROM_TLS12 = says(NO_SUCH_VERSION, NO_SUCH_VERSION, 'yes', 'yes');

const cipher = (name: string): ConnectionOptions => ({
  maxVersion: 'TLSv1.2',
  minVersion: 'TLSv1',
  ciphers: `${name}:@SECLEVEL=0`,
});

describe('an endpoint of an ALB or NLB', () => {
  it.each([
    ['application', 'HTTPS'],
    ['network', 'TLS'],
  ] as const)('follows ModifyListener at once (%s)', async (type, protocol) => {
    const listeners = [{ port: 8443, protocol, policy: OLD }];
    const added = sandbox.region(REGION).addLoadBalancer({ type, name: 'shop', listeners });
    const place = await endpointOf(added, 8443);

    await expect(spoken(place)).resolves.toEqual(TO_TLS12);
    const input = { ListenerArn: added.listeners[0]?.arn, SslPolicy: PQ };
    await clients.v2.send(new ModifyListenerCommand(input));
    await expect(spoken(place)).resolves.toEqual(FROM_TLS12);
  });

  it('takes the ciphers of the policy and no others', async () => {
    const place = await endpointOf(addAlb(OLD));
    const strict = await endpointOf(addAlb(PQ, 'strict'));

    await expect(agreed(place, cipher('AES128-SHA'))).resolves.toBe('TLSv1.2 AES128-SHA');
    await expect(agreed(place, cipher('AES128-CCM'))).resolves.toBe(NO_SUCH_CIPHER);
    await expect(agreed(strict, cipher('AES128-SHA'))).resolves.toBe(NO_SUCH_CIPHER);
    await expect(agreed(strict, cipher('ECDHE-ECDSA-AES128-GCM-SHA256'))).resolves.toBe(
      'TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256',
    );
  });

  it.each([
    ['ELBSecurityPolicy-TLS13-1-3-2021-06', says(...Array<string>(3).fill(NO_SUCH_VERSION), 'yes')],
    ['ELBSecurityPolicy-TLS13-1-0-2021-06', says('yes', 'yes', 'yes', 'yes')],
    ['ELBSecurityPolicy-TLS-1-1-2017-01', says(NO_SUCH_VERSION, 'yes', 'yes', NO_SUCH_VERSION)],
    [RFC9151, FROM_TLS12],
  ])('speaks the protocols of %s', async (policy, answers) => {
    await expect(spoken(await endpointOf(addAlb(policy)))).resolves.toEqual(answers);
  });

  it.each([
    ['TLSv1.2', 'AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256'],
    ['TLSv1.3', 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256', 'TLSv1.3 TLS_AES_128_GCM_SHA256'],
  ] as const)('prefers what the policy lists first (%s)', async (version, ciphers, chosen) => {
    const place = await endpointOf(addAlb('ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06'));

    await expect(agreed(place, { minVersion: version, maxVersion: version, ciphers })).resolves.toBe(chosen);
  });

  it('has the same certificates whatever name a client asks for, one of each kind of key', async () => {
    const place = await endpointOf(addAlb(OLD));

    for (const servername of ['', 'shop.example', 'other.example']) {
      const wishes = { servername, ...cipher('ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA') };
      await expect(agreed(place, wishes)).resolves.toBe('TLSv1.2 ECDHE-ECDSA-AES128-SHA');
      await expect(agreed(place, { servername, ...cipher('AES128-SHA') })).resolves.toMatch(/ AES128-SHA$/);
    }
  });

  it.each(['X25519', 'P-256', 'P-384'])('has the group %s', async (ecdhCurve) => {
    const place = await endpointOf(addAlb(PQ));

    await expect(agreed(place, { ecdhCurve })).resolves.toMatch(/^TLSv1.3 /);
  });

  it('has no group beside those three', async () => {
    await expect(agreed(await endpointOf(addAlb(PQ)), { ecdhCurve: 'P-521' })).resolves.toBe(NO_SUCH_CIPHER);
  });

  it('agrees on no ALPN, answers nothing, and takes up no session again', async () => {
    const place = await endpointOf(addAlb(OLD));
    const first = dial(place, { ALPNProtocols: ['h2', 'http/1.1'] });
    await once(first, 'secureConnect');
    const { alpnProtocol } = first;
    const session = first.getSession();
    first.end('GET / HTTP/1.1\r\n\r\n');
    const answer = await text(first);
    const second = dial(place, { session });
    await once(second, 'secureConnect');

    expect([alpnProtocol, answer]).toEqual([false, '']);
    expect(second.isSessionReused()).toBe(false);
    second.destroy();
  });

  it('closes connections where nobody knows what the policy has', async () => {
    const added = addAlb(OLD);
    const place = await endpointOf(added);
    sandbox.region(REGION).setPolicy(present(added.listeners[1]).arn, 'ELBSecurityPolicy-None');

    await expect(agreed(place, {})).resolves.toBe(CLOSED);
  });
});

describe('an endpoint of a Classic one', () => {
  it('follows SetLoadBalancerPoliciesOfListener at once', async () => {
    const added = addClassicWith({
      policies: [{ name: 'best', type: SSL, reference: CLASSIC_BEST }],
      listeners: [{ port: 443, protocol: 'HTTPS' }],
    });
    const place = await endpointOf(added);

    await expect(spoken(place)).resolves.toEqual(TO_TLS12);
    const input = { LoadBalancerName: 'old', LoadBalancerPort: 443, PolicyNames: ['best'] };
    await clients.classic.send(new SetLoadBalancerPoliciesOfListenerCommand(input));
    await expect(spoken(place)).resolves.toEqual(
      says(NO_SUCH_VERSION, NO_SUCH_VERSION, 'yes', NO_SUCH_VERSION),
    );
  });

  it('has what a custom policy has: its protocols, with what lies between left out, and its ciphers', async () => {
    const place = await endpointOf(
      addClassic(on('Protocol-TLSv1', 'Protocol-TLSv1.2', 'DHE-RSA-AES128-SHA', 'AES256-SHA')),
    );

    // A client that goes up to 1.1 is answered in 1.0, which this one does not take.
    await expect(spoken(place)).resolves.toEqual(
      says('yes', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'yes', NO_SUCH_VERSION),
    );
    await expect(agreed(place, cipher('DHE-RSA-AES128-SHA'))).resolves.toBe('TLSv1.2 DHE-RSA-AES128-SHA');
    await expect(agreed(place, cipher('AES128-SHA'))).resolves.toBe(NO_SUCH_CIPHER);
  });

  it('has DHE of the size of its RSA key', async () => {
    const socket = dial(
      await endpointOf(addClassic(on('Protocol-TLSv1.2', 'DHE-RSA-AES128-SHA'))),
      cipher('DHE-RSA-AES128-SHA'),
    );
    await once(socket, 'secureConnect');

    expect(socket.getEphemeralKeyInfo()).toEqual({ type: 'DH', size: 2048 });
    socket.destroy();
  });

  const TWO = ['Protocol-TLSv1.2', 'AES128-SHA', 'AES256-SHA'];

  it.each([
    ['the client', on(...TWO), 'TLSv1.2 AES256-SHA'],
    ['the listener', on('Server-Defined-Cipher-Order', ...TWO), 'TLSv1.2 AES128-SHA'],
  ])('lets %s decide where the policy says so', async (_, attributes, chosen) => {
    const place = await endpointOf(addClassic(attributes));

    await expect(agreed(place, cipher('AES256-SHA:AES128-SHA'))).resolves.toBe(chosen);
  });

  it('goes by the first SSL policy of the list, past those of other types', async () => {
    const added = addClassicWith({
      policies: [
        { name: 'sticky', type: 'LBCookieStickinessPolicyType' },
        { name: 'first', type: SSL, reference: CLASSIC_BEST },
        { name: 'second', type: SSL, reference: OLD },
      ],
      listeners: [{ port: 443, protocol: 'HTTPS', policyNames: ['sticky', 'first', 'second'] }],
    });
    const place = await endpointOf(added);

    await expect(spoken(place)).resolves.toMatchObject([
      ['TLSv1', NO_SUCH_VERSION],
      ['TLSv1.1', NO_SUCH_VERSION],
      ['TLSv1.2', 'yes'],
      ['TLSv1.3', NO_SUCH_VERSION],
    ]);
  });

  it.each([
    ['ciphers that OpenSSL no longer has', 'own-0', on('Protocol-TLSv1.2', 'RC4-SHA')],
    ['no SSL policy', 'sticky', {}],
  ])('closes connections with %s', async (_, policy, attributes) => {
    const added = addClassicWith({
      policies: [
        { name: 'own-0', type: SSL, attributes },
        { name: 'sticky', type: 'LBCookieStickinessPolicyType' },
      ],
      listeners: [{ port: 443, protocol: 'HTTPS', policyNames: [policy] }],
    });

    await expect(agreed(await endpointOf(added), {})).resolves.toBe(CLOSED);
  });

  it.each([
    ['SSL 3.0 alone', on('Protocol-SSLv3', 'AES128-SHA')],
    ['nothing that a source tells', { 'Reference-Security-Policy': 'ELBSecurityPolicy-2014-10' }],
  ])('agrees on nothing with %s', async (_, attributes) => {
    await expect(spoken(await endpointOf(addClassic(attributes)))).resolves.toEqual(
      says(...Array<string>(4).fill(NO_SUCH_VERSION)),
    );
  });
});

describe('where it is', () => {
  it('is one place for each listener, however often and in whatever case it is asked for', async () => {
    const added = addAlb(OLD);
    const places = await Promise.all([
      endpointOf(added),
      endpointOf(added),
      sandbox.tlsEndpoint(present(added.dnsName).toUpperCase(), 443),
    ]);

    expect(new Set(places.map(({ port }) => port)).size).toBe(1);
    expect(places[0]?.host).toBe('127.0.0.1');
  });

  it('is another place for each listener and each load balancer', async () => {
    const listeners = [443, 8443].map((port) => ({ port, protocol: 'TLS' as const }));
    const edge = sandbox.region(REGION).addLoadBalancer({ type: 'network', name: 'edge', listeners });
    const places = [await endpointOf(edge), await endpointOf(edge, 8443), await endpointOf(addAlb(OLD))];

    expect(new Set(places.map(({ port }) => port)).size).toBe(3);
  });

  it('tells two Regions apart that have the same name', async () => {
    const listeners = [{ port: 443, protocol: 'HTTPS' as const, policy: PQ }];
    const there = sandbox
      .region('us-east-1')
      .addLoadBalancer({ type: 'application', name: 'shop', listeners });
    const here = addAlb(OLD);

    await expect(spoken(await endpointOf(here))).resolves.toEqual(TO_TLS12);
    await expect(spoken(await endpointOf(there))).resolves.toEqual(FROM_TLS12);
  });

  it('is not there for a name that nobody has', async () => {
    addAlb(OLD);

    for (const name of ['shop.elb.amazonaws.com', '']) {
      await expect(sandbox.tlsEndpoint(name, 443)).rejects.toThrow(
        `no load balancer of the sandbox has the DNS name '${name}': ask for its DNSName`,
      );
    }
  });

  it.each([
    ['no TLS', 80, 'it has one on 443'],
    ['no listener', 8443, 'it has one on 443'],
  ])('is not there for a port with %s', async (_, port, allowed) => {
    const added = addAlb(OLD);

    await expect(endpointOf(added, port)).rejects.toThrow(
      `'${added.dnsName}' has no secure listener on port ${port}, ${allowed}`,
    );
  });

  it('is not there where no listener is secure', async () => {
    const listeners = [{ port: 443, protocol: 'TCP' as const }];
    const added = sandbox.region(REGION).addLoadBalancer({ type: 'network', name: 'pass', listeners });

    await expect(endpointOf(added)).rejects.toThrow('no secure listener on port 443, it has none');
  });

  it('is closed when the load balancer is gone, and does not come back with another of its name', async () => {
    const added = addAlb(OLD);
    const place = await endpointOf(added);
    sandbox.region(REGION).remove(added.arn);
    await expect(agreed(place, {})).resolves.toBe(CLOSED);
    addAlb(OLD);

    await expect(agreed(place, {})).resolves.toBe(CLOSED);
    await expect(endpointOf(added)).rejects.toThrow('no load balancer of the sandbox');
  });

  it('stops with the sandbox, and ends the connections that are open', async () => {
    const own = await start();
    const listeners = [{ port: 443, protocol: 'HTTPS' as const }];
    const added = own.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', listeners });
    const place = await own.tlsEndpoint(present(added.dnsName), 443);
    const secured = dial(place, {}).on('error', () => undefined);
    const silent = connectTcp(place).on('error', () => undefined);
    await Promise.all([once(secured, 'secureConnect'), once(silent, 'connect')]);
    const ended = Promise.all([once(secured, 'close'), once(silent, 'close')]);
    await own.stop();
    await ended;

    await expect(agreed(place, {})).resolves.toBe('ECONNREFUSED');
  });

  it('is no call: nothing is recorded, and a closed Region does not close it', async () => {
    const place = await endpointOf(addAlb(OLD));
    sandbox.closeRegion(REGION);

    await expect(agreed(place, {})).resolves.toMatch(/^TLSv1.2 /);
    expect(sandbox.calls).toEqual([]);
  });
});

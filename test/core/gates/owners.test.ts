import * as fc from 'fast-check';
import type { Tags } from '../../../lambda/core/estate';
import { ownerOf, owners } from '../../../lambda/core/gates/owners';
import { DEFAULT_OWNERSHIP, type OwnershipSettings } from '../../../lambda/core/rollout';
import { DEFAULT_ROLLOUT } from '../../../lambda/core/gates';
import type { Entry } from '../../../lambda/core/report';
import type { Owner } from '../../../lambda/core/wording/gates';
import { full } from '../catalogue';
import { alb, classic, decide, madeFrom, nlb, NOW, WEB } from '../estate';

const OLD = full('2016-08');
const TO = full('TLS13-1-2-Res-PQ-2025-09');
const CLASSIC_TO = full('TLS-1-2-2017-01');
const ALB = decide(alb([OLD])).entry;
const NLB = decide(nlb([OLD])).entry;
const CLASSIC = decide(classic([['console']], [madeFrom(OLD, 'console')])).entry;

const INGRESS_FIX = `set the annotation alb.ingress.kubernetes.io/ssl-policy: ${TO} on the ingress, or sslPolicy: ${TO} in its IngressClassParams, which takes precedence`;
const SERVICE_FIX = `set the annotation service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy: ${TO} on the service`;
const FLAG = `; or, for everything in the cluster without a policy of its own, start the controller with --default-ssl-policy=${TO}`;
const LBC = 'the AWS Load Balancer Controller';

function owner(tags: Tags, entry: Entry = ALB, settings: Partial<OwnershipSettings> = {}): Owner | null {
  return ownerOf({ ...WEB, ...tags }, entry, { ...DEFAULT_OWNERSHIP, ...settings });
}

function gatewayFix(listener: string): string {
  return `set sslPolicy: ${TO} for ${listener} in listenerConfigurations of the gateway's LoadBalancerConfiguration`;
}

describe('a controller', () => {
  it.each<[string, Entry, Tags, string, string]>([
    [
      'an ingress',
      ALB,
      { 'ingress.k8s.aws/stack': 'shop/web' },
      `${LBC} (ingress shop/web)`,
      INGRESS_FIX + FLAG,
    ],
    [
      'a service',
      NLB,
      { 'service.k8s.aws/stack': 'shop/tls' },
      `${LBC} (service shop/tls)`,
      SERVICE_FIX + FLAG,
    ],
    [
      'a gateway of an ALB',
      ALB,
      { 'gateway.k8s.aws.alb/stack': 'shop/edge' },
      `${LBC} (gateway shop/edge)`,
      gatewayFix('HTTPS:443') + FLAG,
    ],
    [
      'a gateway of an NLB',
      NLB,
      { 'gateway.k8s.aws.nlb/stack': 'shop/edge' },
      `${LBC} (gateway shop/edge)`,
      gatewayFix('TLS:443') + FLAG,
    ],
    [
      'the cluster of an ALB',
      ALB,
      { 'elbv2.k8s.aws/cluster': 'blue' },
      `${LBC} (cluster blue)`,
      INGRESS_FIX + FLAG,
    ],
    [
      'the cluster of an NLB',
      NLB,
      { 'elbv2.k8s.aws/cluster': 'blue' },
      `${LBC} (cluster blue)`,
      SERVICE_FIX + FLAG,
    ],
    // EKS Auto Mode has tags of its own, and no flag.
    [
      'an ingress of Auto Mode',
      ALB,
      { 'eks:eks-cluster-name': 'blue', 'ingress.eks.amazonaws.com/stack': 'shop/web' },
      'EKS Auto Mode (ingress shop/web)',
      INGRESS_FIX,
    ],
    [
      'a service of Auto Mode',
      NLB,
      { 'eks:eks-cluster-name': 'blue', 'service.eks.amazonaws.com/stack': 'shop/tls' },
      'EKS Auto Mode (service shop/tls)',
      SERVICE_FIX,
    ],
    [
      'a gateway of Auto Mode',
      ALB,
      { 'gateway.eks.amazonaws.com.alb/stack': 'shop/edge' },
      'EKS Auto Mode (gateway shop/edge)',
      gatewayFix('HTTPS:443'),
    ],
    [
      'another gateway of Auto Mode',
      NLB,
      { 'gateway.eks.amazonaws.com.nlb/stack': 'shop/edge' },
      'EKS Auto Mode (gateway shop/edge)',
      gatewayFix('TLS:443'),
    ],
    [
      'the cluster of Auto Mode',
      NLB,
      { 'eks:eks-cluster-name': 'blue' },
      'EKS Auto Mode (cluster blue)',
      SERVICE_FIX,
    ],
    [
      'a service, in-tree',
      NLB,
      { 'kubernetes.io/service-name': 'shop/tls', 'kubernetes.io/cluster/blue': 'owned' },
      'a Kubernetes controller (shop/tls)',
      SERVICE_FIX,
    ],
    [
      'a cluster, in-tree',
      NLB,
      { 'kubernetes.io/cluster/blue': 'owned' },
      'a Kubernetes controller (cluster blue)',
      SERVICE_FIX,
    ],
    [
      'a service on Classic',
      CLASSIC,
      { 'kubernetes.io/service-name': 'shop/web' },
      'a Kubernetes controller (shop/web)',
      SERVICE_FIX.replace(TO, CLASSIC_TO),
    ],
    [
      'an early ingress controller',
      ALB,
      { 'kubernetes.io/cluster/blue': 'owned', 'kubernetes.io/ingress-name': 'web' },
      'a Kubernetes controller (cluster blue)',
      INGRESS_FIX,
    ],
  ])('is known by the tags of %s, with its fix', (_, entry, tags, name, fix) => {
    expect(owner(tags, entry)).toEqual({ kind: 'controller', name, fix });
  });
});

describe('a stack', () => {
  it.each<[string, Entry, Tags, string, string]>([
    [
      'CloudFormation',
      ALB,
      { 'aws:cloudformation:stack-name': 'web', 'aws:cloudformation:logical-id': 'Shop' },
      'CloudFormation (stack web, Shop)',
      `set SslPolicy to ${TO} on listener :443 of Shop in the template`,
    ],
    [
      'CloudFormation without a logical id',
      NLB,
      { 'aws:cloudformation:stack-name': 'web' },
      'CloudFormation (stack web)',
      `set SslPolicy to ${TO} on listener :443 of the load balancer in the template`,
    ],
    [
      'CloudFormation on Classic',
      CLASSIC,
      { 'aws:cloudformation:stack-name': 'web', 'aws:cloudformation:logical-id': 'Legacy' },
      'CloudFormation (stack web, Legacy)',
      `set Reference-Security-Policy to ${CLASSIC_TO} in Policies of Legacy in the template`,
    ],
    [
      'Elastic Beanstalk, and not the stack that it makes',
      { ...ALB, port: 8443 },
      { 'elasticbeanstalk:environment-name': 'shop-prod', 'aws:cloudformation:stack-name': 'awseb-e-1' },
      'Elastic Beanstalk (environment shop-prod)',
      `set SSLPolicy to ${TO} in aws:elbv2:listener:8443`,
    ],
    [
      'Elastic Beanstalk on Classic',
      CLASSIC,
      { 'elasticbeanstalk:environment-name': 'shop-prod' },
      'Elastic Beanstalk (environment shop-prod)',
      `set SSLReferencePolicy to ${CLASSIC_TO} in aws:elb:policies, with LoadBalancerPorts 443`,
    ],
  ])('is known by its tags: %s', (_, entry, tags, name, fix) => {
    expect(owner(tags, entry)).toEqual({ kind: 'stack', name, fix });
  });

  it.each<[string, string | null, Tags, string | null]>([
    ['a key and its value', 'terraform', { ManagedBy: 'terraform' }, '"ManagedBy=terraform"'],
    ['another value', 'terraform', { ManagedBy: 'hand' }, null],
    ['another case', 'terraform', { ManagedBy: 'Terraform' }, null],
    ['any value', null, { ManagedBy: 'pulumi' }, '"ManagedBy=pulumi"'],
    ['an empty one', null, { ManagedBy: '' }, '"ManagedBy="'],
    ['no such tag', null, { managedby: 'pulumi' }, null],
  ])('may be named by a tag of its own: %s', (_, value, tags, name) => {
    const found = owner(tags, ALB, { ownerTags: [{ key: 'ManagedBy', value }] });

    expect(found).toEqual(
      name === null ? null : { kind: 'stack', name, fix: `set the policy to ${TO} at the source` },
    );
  });

  it('is not what every object has', () => {
    expect(owner({}, ALB, { ownerTags: [{ key: 'constructor', value: null }] })).toBeNull();
  });
});

describe('nobody', () => {
  it.each<[string, Tags]>([
    ['no tags but the scope', {}],
    ['a subnet role', { 'kubernetes.io/role/elb': '1' }],
    ['something like it', { 'my-ingress.k8s.aws/stack': 'x', 'aws:cloudformation': 'x', kubernetes: 'x' }],
  ])('%s', (_, tags) => {
    expect(owner(tags)).toBeNull();
  });
});

/** Some of these tags. */
function some(tags: Tags): fc.Arbitrary<Tags> {
  return fc.subarray(Object.entries(tags)).map((entries) => Object.fromEntries(entries));
}

describe('of several owners', () => {
  const controllers = {
    'ingress.k8s.aws/stack': 'a',
    'elbv2.k8s.aws/cluster': 'b',
    'kubernetes.io/cluster/c': 'owned',
  };
  const stacks = {
    'elasticbeanstalk:environment-name': 'd',
    'aws:cloudformation:stack-name': 'e',
    ManagedBy: 'terraform',
  };
  const ownerTags = [{ key: 'ManagedBy', value: null }];

  it('a controller counts before a stack, the nearest to the listener first', () => {
    fc.assert(
      fc.property(some(controllers), some(stacks), (its, others) => {
        const [first] = [...Object.values(its), ...Object.values(others)];
        const found = owner({ ...others, ...its }, ALB, { ownerTags });

        expect(found?.kind).toBe(
          Object.keys(its).length > 0 ? 'controller' : Object.keys(others).length > 0 ? 'stack' : undefined,
        );
        expect(found?.name ?? '').toContain(first === 'owned' ? 'cluster c' : (first ?? ''));
      }),
    );
  });

  it('names the target in every fix', () => {
    fc.assert(
      fc.property(
        some(controllers),
        some(stacks),
        fc.constantFrom(ALB, NLB, CLASSIC),
        (its, others, entry) => {
          const found = owner({ ...others, ...its }, entry, { ownerTags });

          expect(found === null || found.fix.includes(entry.to ?? '?')).toBe(true);
        },
      ),
    );
  });
});

describe('the gate of owners', () => {
  const CONTROLLER = { ...WEB, 'ingress.k8s.aws/stack': 'shop/web' };
  const STACK = { ...WEB, 'aws:cloudformation:stack-name': 'web' };

  it.each<[string, Tags, Partial<OwnershipSettings>, string]>([
    ['a controller', CONTROLLER, {}, 'held'],
    ['a stack', STACK, {}, 'planned'],
    ['a controller', CONTROLLER, { controllerOwned: 'change' }, 'planned'],
    ['a stack', STACK, { stackOwned: 'hold' }, 'held'],
    ['a controller', CONTROLLER, { stackOwned: 'hold', controllerOwned: 'change' }, 'planned'],
    ['nobody', WEB, { stackOwned: 'hold' }, 'planned'],
  ])('%s: with %j and %j it is %s', (_, tags, settings, expected) => {
    const rollout = { ...DEFAULT_ROLLOUT, ownership: { ...DEFAULT_OWNERSHIP, ...settings } };
    const context = {
      history: null,
      now: NOW,
      tagsOf: () => tags,
      isAtLeastAsStrict: () => false,
      failedRegions: [],
      createdAt: () => null,
    };

    expect(owners([ALB], rollout, context).map(({ outcome }) => outcome)).toEqual([expected]);
  });
});

import * as fc from 'fast-check';
import type { Tags } from '../../../lambda/core/estate';
import { ownerOf, owners } from '../../../lambda/core/gates/owners';
import { rowFor } from '../../../lambda/core/gates/owners/find';
import { OWNERS, PERMITTING } from '../../../lambda/core/gates/owners/table';
import { DEFAULT_OWNERSHIP, type OwnershipSettings } from '../../../lambda/core/rollout';
import { DEFAULT_ROLLOUT } from '../../../lambda/core/gates';
import type { Entry } from '../../../lambda/core/report';
import * as say from '../../../lambda/core/wording/gates';
import type { Owner } from '../../../lambda/core/wording/gates';
import { NOW, WEB } from '../estate';
import { ALB, CLASSIC, NLB, REAL, TO } from './owners-real';

function owner(tags: Tags, entry: Entry = ALB, settings: Partial<OwnershipSettings> = {}): Owner | null {
  return ownerOf({ ...WEB, ...tags }, entry, { ...DEFAULT_OWNERSHIP, ...settings });
}

describe('the owner of a load balancer', () => {
  it.each(REAL)('is known by the tags of %s, with its fix', (_, entry, tags, expected) => {
    expect(owner(tags, entry)).toMatchObject(expected);
  });

  it('has such a load balancer for every row of the table', () => {
    const found = new Set(REAL.map(([, , tags]) => rowFor([...OWNERS, ...PERMITTING], tags)));

    expect([...OWNERS, ...PERMITTING].filter((row) => !found.has(row))).toEqual([]);
  });

  it('is known by all its tags together, and by none less', () => {
    // Fewer tags may be those of another row, never of this one.
    const tooEasy = [...OWNERS, ...PERMITTING].filter((row) => {
      const [, , tags = {}] = REAL.find(([, , its]) => rowFor([row], its) === row) ?? [];
      return row.tags.some((mark) => {
        const key = mark.replace(/[=*].*$/, '');
        const rest = Object.entries(tags).filter(([name]) => !name.startsWith(key));
        return rowFor([row], Object.fromEntries(rest)) !== undefined;
      });
    });

    expect(tooEasy).toEqual([]);
  });

  it.each<[string, Tags]>([
    ['no tags but the scope', {}],
    ['a subnet role', { 'kubernetes.io/role/elb': '1' }],
    ['something like it', { 'my-ingress.k8s.aws/stack': 'x', 'aws:cloudformation': 'x', kubernetes: 'x' }],
    ['half of ACK', { 'services.k8s.aws/namespace': 'shop' }],
    [
      'an EKS capability of another kind',
      { 'eks:eks-capability-arn': 'x', 'eks:kubernetes-api-group': 's3' },
    ],
    ['another case', { 'Copilot-Application': 'x', amazonecsmanaged: 'true' }],
    ['another value', { AmazonECSManaged: '' }],
    ['half of Yor', { git_repo: 'estate', git_file: 'edge.tf' }],
    ['what every object has', { name: 'constructor' }],
  ])('is nobody: %s', (_, tags) => {
    expect(owner(tags)).toBeNull();
  });

  it('is not a template, whatever its tags say', () => {
    expect(owner({ 'ingress.k8s.aws/stack': '{to} {Tier} $1 $&' })).toMatchObject({
      name: 'the AWS Load Balancer Controller (ingress {to} {Tier} $1 $&)',
    });
  });
});

describe('a tag that the user names', () => {
  it.each<[string, string | null, Tags, string | null]>([
    ['a key and its value', 'terraform', { ManagedBy: 'terraform' }, '"ManagedBy=terraform"'],
    ['another value', 'terraform', { ManagedBy: 'hand' }, null],
    ['another case', 'terraform', { ManagedBy: 'Terraform' }, null],
    ['any value', null, { ManagedBy: 'pulumi' }, '"ManagedBy=pulumi"'],
    ['an empty one', null, { ManagedBy: '' }, '"ManagedBy="'],
    ['no such tag', null, { managedby: 'pulumi' }, null],
    ['above what permits changes', null, { ManagedBy: 'x', AmazonECSManaged: 'true' }, '"ManagedBy=x"'],
  ])('marks a stack: %s', (_, value, tags, name) => {
    const found = owner(tags, ALB, { ownerTags: [{ key: 'ManagedBy', value }] });

    expect(found && { kind: found.kind, name: found.name, fix: 'fix' in found ? found.fix : '' }).toEqual(
      name === null ? null : { kind: 'stack', name, fix: `set the policy to ${TO} at the source` },
    );
  });

  it('is not what every object has', () => {
    expect(owner({}, ALB, { ownerTags: [{ key: 'constructor', value: null }] })).toBeNull();
  });
});

/** Some of these tags. */
function some(tags: Tags): fc.Arbitrary<Tags> {
  return fc.subarray(Object.entries(tags)).map((entries) => Object.fromEntries(entries));
}

describe('of several owners', () => {
  it.each<[string, Tags, string]>([
    [
      'the object before its cluster',
      { 'elbv2.k8s.aws/cluster': 'c', 'service.k8s.aws/stack': 'o' },
      'service o',
    ],
    [
      'the object before a stack',
      { 'aws:cloudformation:stack-name': 's', 'ingress.k8s.aws/stack': 'o' },
      'ingress o',
    ],
    [
      'ACK before the stack that has the controller',
      {
        'aws:cloudformation:stack-name': 's',
        'services.k8s.aws/namespace': 'o',
        'services.k8s.aws/controller-version': '1',
      },
      'ACK, AWS Controllers for Kubernetes (namespace o)',
    ],
    [
      'a service of a cluster that kOps made before kOps',
      { KubernetesCluster: 'c', Name: 'api.c', 'kubernetes.io/service-name': 'o' },
      'service o',
    ],
    [
      'kOps before its cluster',
      { KubernetesCluster: 'c', Name: 'api.c', 'kubernetes.io/cluster/c': 'owned' },
      'kOps',
    ],
    [
      'a controller that is known before one that is not',
      { 'kubernetes.io/cluster/c': '', 'elbv2.k8s.aws/cluster': 'c' },
      'the AWS',
    ],
    [
      'a cluster before a stack',
      { 'kubernetes.io/cluster/c': 'owned', 'aws:cloudformation:stack-name': 's' },
      'an unknown',
    ],
    [
      'what makes a stack before the stack',
      { 'copilot-application': 'a', 'aws:cloudformation:stack-name': 's' },
      'AWS Copilot',
    ],
    [
      'the stack before its code',
      { yor_trace: '1', git_repo: 'r', git_file: 'f', 'aws:cloudformation:stack-name': 's' },
      'CloudFormation',
    ],
    [
      'who sets the policy before who permits changes',
      { AmazonECSManaged: 'true', 'aws:cloudformation:stack-name': 's' },
      'CloudFormation',
    ],
  ])('counts %s', (_, tags, name) => {
    expect(owner(tags)?.name).toContain(name);
  });

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

          expect(found === null || found.kind === 'direct' || found.fix.includes(entry.to ?? '?')).toBe(true);
        },
      ),
    );
  });
});

function passed(tags: Tags, settings: Partial<OwnershipSettings> = {}, entries = [ALB]): readonly Entry[] {
  const rollout = { ...DEFAULT_ROLLOUT, ownership: { ...DEFAULT_OWNERSHIP, ...settings } };
  const context = {
    history: null,
    now: NOW,
    tagsOf: () => tags,
    isAtLeastAsStrict: () => false,
    failedRegions: [],
    closedRegions: [],
    createdAt: () => null,
  };
  return owners(entries, rollout, context);
}

describe('the gate of owners', () => {
  const CONTROLLER = { ...WEB, 'ingress.k8s.aws/stack': 'shop/web' };
  const STACK = { ...WEB, 'aws:cloudformation:stack-name': 'web' };
  const EXPRESS = { ...WEB, AmazonECSManaged: 'true' };
  const CLUSTER = { ...WEB, 'kubernetes.io/cluster/blue': 'owned' };

  it.each<[string, Tags, Partial<OwnershipSettings>, string]>([
    ['a controller', CONTROLLER, {}, 'held'],
    ['a stack', STACK, {}, 'planned'],
    ['a controller', CONTROLLER, { controllerOwned: 'change' }, 'planned'],
    ['a stack', STACK, { stackOwned: 'hold' }, 'held'],
    ['a controller', CONTROLLER, { stackOwned: 'hold', controllerOwned: 'change' }, 'planned'],
    ['an unknown controller', CLUSTER, {}, 'held'],
    ['who permits changes', EXPRESS, { stackOwned: 'hold', controllerOwned: 'hold' }, 'planned'],
    ['nobody', WEB, { stackOwned: 'hold' }, 'planned'],
  ])('%s: with %j and %j it is %s', (_, tags, settings, expected) => {
    expect(passed(tags, settings).map(({ outcome }) => outcome)).toEqual([expected]);
  });

  it('says of a controller that is not known just that, and names no annotation', () => {
    expect(passed(CLUSTER)[0]?.detail).toBe(
      'An unknown controller of the Kubernetes cluster blue manages this listener and would overwrite the change. ' +
        'Instead, find out which one it is (the tags name the cluster alone), and set the policy to ' +
        `${TO} in the object that the load balancer was made for.`,
    );
  });

  it('says of who permits changes that they stay, and says it once', () => {
    const once = passed(EXPRESS);
    const note = 'Amazon ECS Express Mode made this load balancer, and keeps what is changed directly.';

    expect(once[0]?.notes).toContain(note);
    expect(passed(EXPRESS, {}, [...once])).toEqual(once);
  });

  it.each(REAL)('has one sentence for %s', (_, entry, tags) => {
    const found = owner(tags, entry);
    if (found === null) throw new Error('nothing owns this load balancer');
    const sentence = found.kind === 'direct' ? say.ownerNote(found) : say.owned(found).detail;

    expect(sentence).toMatch(/^[A-Zk][^{}|]*[^.]\.$/);
  });
});

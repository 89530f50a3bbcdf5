import { DOCUMENTED } from '../../../lambda/core/gates/owners/documented';
import type { OwnerRow, SettingOwner } from '../../../lambda/core/gates/owners/row';
import { OWNERS, PERMITTING } from '../../../lambda/core/gates/owners/table';
import { textOf } from '../../docs/tree';

/** What the table of owners promises: each row has a source, and advises nothing that is another's. */

/** The places where policies are set, and whose each is. Two that read the same annotation are both named. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'alb.ingress.kubernetes.io/ssl-policy': [
    'the AWS Load Balancer Controller (ingress',
    'EKS Auto Mode (ingress',
    'the ALB Ingress Controller 1',
  ],
  'service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy': [
    'the AWS Load Balancer Controller (service',
    'EKS Auto Mode (service',
    'the cloud provider of Kubernetes',
  ],
  IngressClassParams: ['the AWS Load Balancer Controller (ingress', 'EKS Auto Mode (ingress'],
  LoadBalancerConfiguration: ['the AWS Load Balancer Controller (gateway', 'EKS Auto Mode (gateway'],
  '--default-ssl-policy': ['the AWS Load Balancer Controller'],
  'zalando.org/aws-load-balancer-ssl-policy': ['kube-ingress-aws-controller'],
  '--ssl-policy': ['kube-ingress-aws-controller'],
  "ACK's Listener": ['ACK', 'an EKS capability for ACK'],
  'spec.sslPolicy': ['ACK', 'an EKS capability for ACK'],
  'spec.forProvider.sslPolicy': ['Crossplane'],
  Crossplane: ['Crossplane'],
  'spec.api.loadBalancer': ['kOps'],
  'spec.api.loadBalancer.sslPolicy': ['kOps'],
  'spec.api.loadBalancer.class': ['kOps'],
  'kops update cluster': ['kOps'],
  '--yes': ['kOps'],
  'http.public.ssl_policy': ['AWS Copilot'],
  'http.private.ssl_policy': ['AWS Copilot'],
  'nlb.ssl_policy': ['AWS Copilot'],
  'aws:elbv2:listener': ['Elastic Beanstalk'],
  'aws:elb:policies:NAME': ['Elastic Beanstalk'],
  'provisioned product': ['AWS Service Catalog'],
  'in the template': ['CloudFormation'],
  'transform.listener': ['SST'],
  'sst.config.ts': ['SST'],
  'of the repository': ['infrastructure code'],
};

/** Of these, the tags name no object, and the place would be a guess. */
const WITHOUT_PLACE = ['EKS Auto Mode (cluster', 'an unknown controller'];

const SETTING = OWNERS.filter((row): row is SettingOwner => row.kind !== 'direct');
const ALL: readonly OwnerRow[] = [...OWNERS, ...PERMITTING];

function isOneOf(row: OwnerRow, owners: readonly string[]): boolean {
  return owners.some((name) => row.name.startsWith(name));
}

function fixesOf({ fix }: SettingOwner): readonly string[] {
  return [...new Set(Object.values(fix))];
}

/** The words of a fix that look like an annotation, a flag or a field: `a.b/c`, `--a-b`, `a.b.c`, `a:b:c`. */
function placesIn(fix: string): readonly string[] {
  const words = fix.replaceAll(/\{[^}]*\}/g, '');
  return words.match(/--[\w-]+|[\w-]+(?:[.:][\w-]+)+(?:\/[\w-]+)?/g) ?? [];
}

/** Whether a text names a place, and not a longer one that ends or begins with it. */
function names(text: string, place: string): boolean {
  return text
    .split(place)
    .slice(1)
    .some((rest, index) => {
      const before = text
        .split(place)
        .slice(0, index + 1)
        .join(place);
      return !/[\w./-]$/.test(before) && !/^[\w/-]/.test(rest);
    });
}

describe('the advice of an owner', () => {
  it.each(Object.entries(PLACES))('names %s where it is its own, and nowhere else', (place, owners) => {
    const naming = SETTING.filter((row) => fixesOf(row).some((fix) => names(fix, place)));

    expect(naming.filter((row) => !isOneOf(row, owners)).map(({ name }) => name)).toEqual([]);
    expect(owners.filter((name) => !naming.some((row) => row.name.startsWith(name)))).toEqual([]);
  });

  it.each(SETTING.map((row) => [row.name, row] as const))(
    'names places that are listed here: %s',
    (_, row) => {
      const unlisted = fixesOf(row)
        .flatMap(placesIn)
        .filter((place) => !Object.hasOwn(PLACES, place));

      expect(unlisted).toEqual([]);
    },
  );

  it.each(SETTING.map((row) => [row.name, row] as const))(
    'names a place, where the object is known: %s',
    (_, row) => {
      const placeless = fixesOf(row).filter((fix) => !Object.keys(PLACES).some((place) => names(fix, place)));

      expect(placeless.length === 0).toBe(!isOneOf(row, WITHOUT_PLACE));
    },
  );

  it('would be found out', () => {
    expect(
      placesIn('set the annotation nginx.org/x: {to}, spec.policy, or start it with --tls-policy={to}'),
    ).toEqual(['nginx.org/x', 'spec.policy', '--tls-policy']);
    expect(names('start it with --default-ssl-policy={to}', '--ssl-policy')).toBe(false);
    expect(names('start it with --ssl-policy={to}', '--ssl-policy')).toBe(true);
  });
});

describe('the sources of an owner', () => {
  const listed = new Set(
    [...textOf('docs/sources.md').matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, tags = '']) => tags.split(', ')),
  );

  it('are there for each row, and for nothing else', () => {
    const called = new Set(ALL.map(({ name }) => name));
    expect(Object.keys(DOCUMENTED).toSorted()).toEqual([...called].toSorted());
  });

  it.each(ALL.map(({ name }) => name))('are in docs/sources.md: %s', (name) => {
    const { setsBack, sources } = DOCUMENTED[name] ?? { setsBack: '', sources: [] };
    expect(setsBack).not.toBe('');
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !listed.has(source))).toEqual([]);
  });
});

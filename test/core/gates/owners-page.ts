import type { LoadBalancerType } from '../../../lambda/core/estate';
import { DOCUMENTED } from '../../../lambda/core/gates/owners/documented';
import type { OwnerRow } from '../../../lambda/core/gates/owners/row';
import { OWNERS, PERMITTING } from '../../../lambda/core/gates/owners/table';

/** docs/owners.md, made from the table of owners: what it says around the table is here. */

const KINDS: Readonly<Record<OwnerRow['kind'], string>> = {
  controller: 'controller',
  stack: 'stack or tool',
  direct: 'allows direct changes',
};

const TYPES: Readonly<Record<LoadBalancerType, string>> = {
  application: 'ALB',
  network: 'NLB',
  classic: 'Classic',
};

const WORDS: Readonly<Record<string, string>> = { to: 'POLICY', port: 'PORT', protocol: 'PROTOCOL' };

export function ownersPage(): string {
  return [
    '# Who else sets a listener',
    '',
    'A sweep reads the tags of each load balancer, and asks this table who else sets its listeners. Generated from',
    '`lambda/core/gates/owners/table.ts`; do not edit, run `UPDATE_DOCS=1 npx jest test/core/gates/owners-page` instead.',
    '',
    'A **controller** acts by itself: its load balancers are held, unless `ControllerOwned` is `change`. A **stack or tool**',
    'acts when somebody runs it: its load balancers are changed with a note, unless `StackOwned` is `hold`. What **allows',
    'direct changes** is changed, with a note. Where only the cluster is known, the controller is not: the change is held,',
    'and no annotation is named.',
    '',
    'Of several rows that fit, the first counts. Tags of your own tools (`OwnerTags`) come after all rows but the last, and',
    'count as a stack. [settings.md](settings.md#who-else-sets-a-listener) has the settings,',
    '[sources.md](sources.md) the sources.',
    '',
    '| owner | its tags, all of them | kind | does it set listeners back? | where the fix goes | source |',
    '|---|---|---|---|---|---|',
    ...[...OWNERS, ...PERMITTING].map(lineOf),
    '',
    '## Not in the table, and why',
    '',
    '- **Terraform, OpenTofu, Pulumi, Ansible** tag nothing by themselves. Name the tag that your modules set in `OwnerTags`.',
    '- **Ingress controllers and gateways in the cluster** (NGINX, Traefik, Kong, Istio, Contour, Envoy), **OpenShift and',
    '  ROSA, Rancher, Gardener**: their load balancers belong to a Service, and have the tags of whoever made them for it: the',
    '  AWS Load Balancer Controller, EKS Auto Mode or the cloud provider. The fix goes on that Service, or where its',
    '  annotations come from.',
    '- **Load balancers of a cluster API** (OpenShift, Cluster API) carry TCP, which has no policy. kOps can end TLS there.',
    '- **CodeDeploy and the blue/green deployments of Amazon ECS** change where a listener forwards to, not its policy.',
    '',
  ].join('\n');
}

function lineOf(row: OwnerRow): string {
  const { setsBack, sources } = DOCUMENTED[row.name] ?? { setsBack: 'not known', sources: [] };
  const cells = [
    readable(row.name),
    row.tags.map((tag) => `\`${tag}\``).join(', '),
    KINDS[row.kind],
    setsBack,
    row.kind === 'direct' ? 'nowhere' : fixOf(row.fix),
    sources.join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** One fix for all types, or each with its types in front. */
function fixOf(fix: Readonly<Record<LoadBalancerType, string>>): string {
  const texts = [...new Set(Object.values(fix))];
  if (texts.length === 1) return readable(texts.join());
  const typesOf = (text: string): string =>
    Object.entries(TYPES)
      .filter(([type]) => fix[typeNamed(type)] === text)
      .map(([, name]) => name)
      .join(', ');
  return texts.map((text) => `${typesOf(text)}: ${readable(text)}`).join('. ');
}

function typeNamed(name: string): LoadBalancerType {
  return name === 'application' || name === 'network' ? name : 'classic';
}

function readable(template: string): string {
  return template.replaceAll(
    /\{(, )?([^{}|]+)\|?[^{}]*\}/g,
    (_, comma = '', key: string) => `${comma}${WORDS[key] ?? '...'}`,
  );
}

import { CONTROLLER_RULES } from './controllers';
import type { Tags } from '../estate';
import type { Entry } from '../report';
import * as say from '../wording/gates';
import type { Owner } from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';
import type { OwnerRule } from './owner-rule';
import type { OwnershipSettings } from '../rollout';

/** Holds what another tool sets too, where its setting says so; else the entry carries a note. */
export const owners: Gate = (entries, { ownership }, { tagsOf }) =>
  eachPlanned(entries, (entry) => {
    const owner = ownerOf(tagsOf(entry) ?? {}, entry, ownership);
    if (owner === null) return entry;
    if (isHeldFor(owner, ownership)) return hold(entry, say.owned(owner));
    const note = say.ownerNote(owner);
    // A plan that is looked at again has its note already.
    return entry.notes.includes(note) ? entry : { ...entry, notes: [...entry.notes, note] };
  });

/** The owner of a load balancer, by its tags: a controller before a stack, because it acts by itself. */
export function ownerOf(
  tags: Tags,
  { loadBalancer: { type }, port, protocol, to }: Pick<Entry, 'loadBalancer' | 'port' | 'protocol' | 'to'>,
  settings: OwnershipSettings,
): Owner | null {
  const listener = { type, port, protocol, to: to ?? '' };
  // Elastic Beanstalk makes CloudFormation stacks: it is asked before them.
  for (const rule of [...CONTROLLER_RULES, beanstalk, cloudFormation, configured(settings)]) {
    const owner = rule(tags, listener);
    if (owner) return owner;
  }
  return null;
}

/** Whether changes of this owner's load balancers are held. */
function isHeldFor({ kind }: Owner, settings: OwnershipSettings): boolean {
  return (kind === 'controller' ? settings.controllerOwned : settings.stackOwned) === 'hold';
}

/** [EB-opt] */
const beanstalk: OwnerRule = (tags, { type, port, to }) => {
  const environment = tags['elasticbeanstalk:environment-name'];
  if (environment === undefined) return null;
  const fix =
    type === 'classic'
      ? `set SSLReferencePolicy to ${to} in aws:elb:policies, with LoadBalancerPorts ${port}`
      : `set SSLPolicy to ${to} in aws:elbv2:listener:${port}`;
  return { kind: 'stack', name: `Elastic Beanstalk (environment ${environment})`, fix };
};

const cloudFormation: OwnerRule = (tags, { type, port, to }) => {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack === undefined) return null;
  const logicalId = tags['aws:cloudformation:logical-id'];
  const where = logicalId === undefined ? `stack ${stack}` : `stack ${stack}, ${logicalId}`;
  const fix =
    type === 'classic'
      ? `set Reference-Security-Policy to ${to} in Policies of ${logicalId ?? 'the load balancer'}`
      : `set SslPolicy to ${to} on listener :${port} of ${logicalId ?? 'the load balancer'}`;
  return { kind: 'stack', name: `CloudFormation (${where})`, fix: `${fix} in the template` };
};

function configured({ ownerTags }: OwnershipSettings): OwnerRule {
  return (tags, { to }) => {
    const tag = ownerTags.find(
      ({ key, value }) => Object.hasOwn(tags, key) && (value === null || tags[key] === value),
    );
    if (tag === undefined) return null;
    return {
      kind: 'stack',
      name: `"${tag.key}=${tags[tag.key]}"`,
      fix: `set the policy to ${to} at the source`,
    };
  };
}

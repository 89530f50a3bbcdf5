import type { Tags } from '../estate';
import type { OwnershipSettings } from '../rollout';
import type { Entry } from '../report';
import * as say from '../wording/gates';
import type { Owner } from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';
import { ownerIn, type OwnedListener } from './owners/find';
import { OWNERS, PERMITTING } from './owners/table';

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

/** The owner of a load balancer, by its tags: those of the table, then those that the user has named. */
export function ownerOf(
  tags: Tags,
  { loadBalancer: { type }, port, protocol, to }: Pick<Entry, 'loadBalancer' | 'port' | 'protocol' | 'to'>,
  settings: OwnershipSettings,
): Owner | null {
  const listener = { type, port, protocol, to: to ?? '' };
  return (
    ownerIn(OWNERS, tags, listener) ??
    configured(settings, tags, listener) ??
    ownerIn(PERMITTING, tags, listener)
  );
}

/** Whether changes of this owner's load balancers are held. */
function isHeldFor(owner: Owner, settings: OwnershipSettings): owner is say.SettingOwner {
  if (owner.kind === 'direct') return false;
  return (owner.kind === 'controller' ? settings.controllerOwned : settings.stackOwned) === 'hold';
}

function configured({ ownerTags }: OwnershipSettings, tags: Tags, { to }: OwnedListener): Owner | null {
  const tag = ownerTags.find(
    ({ key, value }) => Object.hasOwn(tags, key) && (value === null || tags[key] === value),
  );
  if (tag === undefined) return null;
  const name = `"${tag.key}=${tags[tag.key]}"`;
  return {
    kind: 'stack',
    name,
    fix: `set the policy to ${to} at the source`,
    who: name,
    how: 'set it at the source',
    madeFor: '',
  };
}

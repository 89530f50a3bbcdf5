import { count } from '../wording/sentence';
import type { Finding } from './checks';
import { NOT_SIMULATED, type Caller, type Facts, type Right } from './facts';
import { about, fine, judged, untold, wrong } from './finding';
import { namedCalls } from './named-calls';

/** What whoever asks may do. It is told also to whoever only plans: somebody will need an undo. */
export function ofCaller({ caller }: Facts): readonly Finding[] {
  const of = about('caller-rights');
  return judged(of, caller, { rights: 'sts:GetCallerIdentity' }, ({ arn, rights }) => {
    if ('unread' in rights && rights.unread.code === NOT_SIMULATED)
      return untold(of, rights.unread, 'ask as a role, or as a user of IAM');
    const asking = { rights: 'iam:GetRole and iam:SimulatePrincipalPolicy on itself' };
    return judged(of, rights, asking, (all) => mayWork(arn, all));
  });
}

function mayWork(arn: Caller['arn'], rights: readonly Right[]): Finding {
  const of = about('caller-rights');
  const denied = rights.filter(({ isAllowed }) => !isAllowed);
  if (denied.length === 0)
    return fine(
      of,
      `${arn} may plan, apply and undo: all ${count(new Set(rights.map(({ action }) => action)).size, 'call')} are allowed`,
    );
  const isOfOrganisation = denied.every(({ isRefusedByOrganisation }) => isRefusedByOrganisation === true);
  return wrong(
    of,
    `${arn} may not call ${namedCalls(denied)}`,
    isOfOrganisation
      ? 'ask whoever keeps the policies of the organisation: docs/organisation.md'
      : 'sign in as somebody who may, or have it allowed; what takes which call: docs/operations.md#undo',
  );
}

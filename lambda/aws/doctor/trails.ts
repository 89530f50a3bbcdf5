import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type AdvancedEventSelector,
  type EventSelector,
  type Trail as AwsTrail,
} from '@aws-sdk/client-cloudtrail';
import type { Trail } from '../../core/doctor/facts';
import type { RequestHandlerOf } from '../connect';
import { patient } from './person';

/** The trails that one Region shows: its own, those of all Regions, and those of the organisation ([CT-trails]). */
export async function trailsOf(region: string, handlerOf: RequestHandlerOf): Promise<readonly Trail[]> {
  const client = new CloudTrailClient({ region, ...patient(handlerOf) });
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  return Promise.all(trailList.map((trail) => trailOf(client, trail)));
}

/** A shadow trail is asked by its ARN, which any Region takes. */
async function trailOf(client: CloudTrailClient, trail: AwsTrail): Promise<Trail> {
  const name = trail.TrailARN ?? trail.Name ?? '';
  const [status, selectors] = await Promise.all([
    client.send(new GetTrailStatusCommand({ Name: name })),
    client.send(new GetEventSelectorsCommand({ TrailName: name })),
  ]);
  const { EventSelectors = [], AdvancedEventSelectors = [] } = selectors;
  return {
    name: trail.Name ?? name,
    isLogging: status.IsLogging === true,
    logsWrites: EventSelectors.some(logsWrites) || AdvancedEventSelectors.some(alsoLogsWrites),
    onlyIn: trail.IsMultiRegionTrail === true ? null : (trail.HomeRegion ?? null),
  };
}

/** Left out, IncludeManagementEvents is true and ReadWriteType is All ([CT-selectors]). */
function logsWrites({ IncludeManagementEvents = true, ReadWriteType = 'All' }: EventSelector): boolean {
  return IncludeManagementEvents && ReadWriteType !== 'ReadOnly';
}

/** `eventCategory` equals Management, and nothing that leaves out writes ([CT-advanced]). */
function alsoLogsWrites({ FieldSelectors = [] }: AdvancedEventSelector): boolean {
  const field = new Map(FieldSelectors.map((selector) => [selector.Field, selector]));
  const isOfManagement = field.get('eventCategory')?.Equals?.includes('Management') ?? false;
  const isReadOnly = field.get('readOnly')?.Equals?.includes('true') ?? false;
  return isOfManagement && !isReadOnly;
}

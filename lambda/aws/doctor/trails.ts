import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type AdvancedEventSelector,
  type AdvancedFieldSelector,
  type EventSelector,
  type Trail as AwsTrail,
} from '@aws-sdk/client-cloudtrail';
import type { Trail, TrailState } from '../../core/doctor/facts';
import type { RequestHandlerOf } from '../connect';
import { describeError } from '../errors';
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
  return {
    name: trail.Name ?? name,
    onlyIn: trail.IsMultiRegionTrail === true ? null : (trail.HomeRegion ?? null),
    state: await stateOf(client, name).then(
      (is) => ({ is }),
      (error: unknown) => ({ unread: describeError(error) }),
    ),
  };
}

async function stateOf(client: CloudTrailClient, name: string): Promise<TrailState> {
  const [{ IsLogging, LatestDeliveryError }, selectors] = await Promise.all([
    client.send(new GetTrailStatusCommand({ Name: name })),
    client.send(new GetEventSelectorsCommand({ TrailName: name })),
  ]);
  const { EventSelectors = [], AdvancedEventSelectors = [] } = selectors;
  return {
    isLogging: IsLogging === true,
    undelivered: LatestDeliveryError || null,
    logsWrites: EventSelectors.some(logsWrites) || AdvancedEventSelectors.some(alsoLogsWrites),
  };
}

/** Left out, IncludeManagementEvents is true and ReadWriteType is All ([CT-selectors]). */
function logsWrites({ IncludeManagementEvents = true, ReadWriteType = 'All' }: EventSelector): boolean {
  return IncludeManagementEvents && ReadWriteType !== 'ReadOnly';
}

/** What a change of a listener is, in the fields by which a trail may choose management events ([CT-advanced]). */
const CHANGE: ReadonlyMap<string, string> = new Map([
  ['eventCategory', 'Management'],
  ['eventSource', 'elasticloadbalancing.amazonaws.com'],
  ['readOnly', 'false'],
]);

/** All fields have to fit. A field or an operator that trails have not for such events is taken for none that does. */
function alsoLogsWrites({ FieldSelectors = [] }: AdvancedEventSelector): boolean {
  return FieldSelectors.some(({ Field }) => Field === 'eventCategory') && FieldSelectors.every(fits);
}

function fits({ Field = '', Equals, NotEquals, ...others }: AdvancedFieldSelector): boolean {
  const value = CHANGE.get(Field);
  if (value === undefined || Object.values(others).some((values) => (values ?? []).length > 0)) return false;
  return (Equals?.includes(value) ?? true) && !NotEquals?.includes(value);
}

import type { Trail } from '../deployment';
import { AwsError } from '../errors';
import { requiredText } from '../parameters';
import { jsonProtocol } from '../protocols';
import type { Context, Handler, Service } from '../service';
import { restErrors } from './rest-errors';
import type { Structure } from '../values';

/** A Region shows its own trails, and the shadows of those of all Regions. */
const describeTrails: Handler = (_parameters, context) => ({
  answer: {
    trailList: context.accountState.environs.trails
      .filter(({ isMultiRegion, home }) => isMultiRegion || home === context.region)
      .map((trail) => ({
        Name: trail.name,
        TrailARN: arnOf(trail, context),
        HomeRegion: trail.home,
        IsMultiRegionTrail: trail.isMultiRegion,
      })),
  },
});

const getTrailStatus: Handler = (parameters, context) => {
  const { isLogging, undelivered } = find(parameters, 'Name', context);
  return { answer: { IsLogging: isLogging, LatestDeliveryError: undelivered } };
};

const getEventSelectors: Handler = (parameters, context) => {
  const { readWriteType, advanced } = find(parameters, 'TrailName', context);
  const basic = { ReadWriteType: readWriteType, IncludeManagementEvents: true };
  if (advanced === undefined) return { answer: { EventSelectors: [basic] } };
  return {
    answer: {
      AdvancedEventSelectors: advanced.map((fields) => ({
        FieldSelectors: fields.map((field) => ({ ...field })),
      })),
    },
  };
};

function find(parameters: Structure, key: string, context: Context): Trail {
  const name = requiredText(parameters, key);
  const trail = context.accountState.environs.trails.find((each) =>
    [each.name, arnOf(each, context)].includes(name),
  );
  if (trail !== undefined) return trail;
  throw new AwsError('TrailNotFoundException', `Unknown trail: ${name}`);
}

function arnOf({ name, home }: Trail, { accountState }: Context): string {
  return `arn:aws:cloudtrail:${home}:${accountState.account}:trail/${name}`;
}

export const cloudtrail: Service = {
  name: 'cloudtrail',
  scope: 'cloudtrail',
  protocol: jsonProtocol,
  errors: restErrors,
  mutating: new Set(),
  actions: {
    DescribeTrails: describeTrails,
    GetTrailStatus: getTrailStatus,
    GetEventSelectors: getEventSelectors,
  },
};

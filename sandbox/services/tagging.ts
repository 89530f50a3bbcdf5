import { InvalidParameter } from '../errors';
import { atMost, integer, requiredText, structures, text, texts } from '../parameters';
import { page } from '../paging';
import { jsonProtocol } from '../protocols';
import type { Handler, Outcome, Service } from '../service';
import type { IndexEntry, TagFilter, TagIndex } from '../tag-index';
import type { Structure } from '../values';
import { tagList } from '../values';
import { stateOf } from '../account-state';

/** The resources here in the words of ResourceTypeFilters, a service or service:type as in the ARN; buckets have no type. */
function isOfType({ arn }: IndexEntry, types: readonly string[]): boolean {
  if (types.length === 0) return true;
  const isBucket = arn.split(':')[2] === 's3';
  const ours = isBucket ? ['s3'] : ['elasticloadbalancing', 'elasticloadbalancing:loadbalancer'];
  return types.some((type) => ours.includes(type));
}

const getResources: Handler = (parameters, { accountState, region }) => {
  if (parameters['TagsPerPage'] !== undefined) {
    throw new InvalidParameter('the sandbox does GetResources without TagsPerPage only');
  }
  const arns = texts(parameters, 'ResourceARNList');
  if (arns !== undefined) return byArn(arns, parameters, stateOf(accountState, region).index);
  const types = atMost(texts(parameters, 'ResourceTypeFilters') ?? [], 100, 'too many resource types');
  const filters = atMost(structures(parameters, 'TagFilters'), 50, 'too many tag filters').map(tagFilter);
  const { items, next } = page({
    items: stateOf(accountState, region)
      .index.find(filters)
      .filter((entry) => isOfType(entry, types)),
    limit: Math.min(accountState.pageSize, integer(parameters, 'ResourcesPerPage', 1, 100) ?? 100),
    marker: text(parameters, 'PaginationToken'),
    serial: (entry) => entry.serial,
  });
  return shown(items, next);
};

/** By ARN it goes without filters and pages. */
function byArn(
  arns: readonly string[],
  { ResourceARNList: _arns, ...others }: Structure,
  index: TagIndex,
): Outcome {
  atMost(arns, 100, 'too many ARNs');
  if (Object.keys(others).length > 0) {
    throw new InvalidParameter(`ResourceARNList stands alone, got ${Object.keys(others).join(', ')} too`);
  }
  return shown(
    arns.flatMap((arn) => index.get(arn) ?? []),
    undefined,
  );
}

function shown(items: readonly IndexEntry[], next: string | undefined): Outcome {
  return {
    answer: {
      ResourceTagMappingList: items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: tagList(tags) })),
      // The last page has an empty token, not none.
      PaginationToken: next ?? '',
    },
  };
}

function tagFilter(filter: Structure): TagFilter {
  const values = atMost(texts(filter, 'Values') ?? [], 20, 'too many values in one tag filter');
  return { key: requiredText(filter, 'Key'), values };
}

export const tagging: Service = {
  name: 'tagging',
  scope: 'tagging',
  iamPrefix: 'tag',
  protocol: jsonProtocol,
  errors: {
    throttle: { code: 'ThrottledException', status: 400 },
    deny: { code: 'AccessDeniedException', status: 400 },
    internal: { code: 'InternalServiceException', status: 500 },
    validation: { code: 'InvalidParameterException', status: 400 },
    unknownAction: { code: 'UnknownOperationException', status: 400 },
    region: { code: 'UnrecognizedClientException', status: 400 },
  },
  mutating: new Set(),
  rates: { read: { capacity: 15, perSecond: 15 }, write: { capacity: 15, perSecond: 15 } },
  actions: { GetResources: getResources },
};

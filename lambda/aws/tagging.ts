import {
  paginateGetResources,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { TaggedLoadBalancer } from '../core/estate';
import type { Scope } from '../core/scope';
import { loadBalancerRef } from './arn';
import { allItems } from './pages';
import { tagsFrom } from './tags';

/** The tag index of one Region: it finds, it does not decide. It can be behind ([TAG]). */
export interface TagIndex {
  /** What the index says is in scope: all types of load balancer, Gateway ones left out. */
  find(scope: Scope): Promise<readonly TaggedLoadBalancer[]>;
}

/** Most a page of GetResources holds ([TAG]). */
const PAGE = 100;

export function tagIndex(client: ResourceGroupsTaggingAPIClient): TagIndex {
  return {
    find: ({ tagKey, tagValues }) => {
      // The last page has an empty token, which ends the SDK's listing as well as a missing one.
      const pages = paginateGetResources(
        { client, pageSize: PAGE },
        {
          TagFilters: [{ Key: tagKey, Values: [...tagValues] }],
          // Answers app, net, gwy and Classic alike (INFERRED from the filter rule); told apart by ARN.
          ResourceTypeFilters: ['elasticloadbalancing:loadbalancer'],
        },
      );
      return allItems(pages, ({ ResourceTagMappingList = [] }) =>
        ResourceTagMappingList.flatMap(({ ResourceARN, Tags }) =>
          loadBalancerRef(ResourceARN).map((reference) => ({ ...reference, tags: tagsFrom(Tags) })),
        ),
      );
    },
  };
}

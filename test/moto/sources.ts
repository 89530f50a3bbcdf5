/** Where AWS's side of a difference is written. Read in copies of autumn 2026; nothing was tried on a live account. */
export const SOURCES = {
  albPolicies: 'User Guide for Application Load Balancers, "Security policies" (describe-ssl-policies)',
  albUpdate:
    'User Guide for Application Load Balancers, "Update the security policy" (listener-update-certificates)',
  describeSslPolicies: 'ELBv2 API reference, DescribeSSLPolicies',
  sdkV2: 'ELBv2 API reference, as in the types of @aws-sdk/client-elastic-load-balancing-v2 3.1142.0',
  sdkClassic: 'Classic ELB API reference, as in the types of @aws-sdk/client-elastic-load-balancing 3.1075.0',
  classicDescribeTags: 'Classic ELB API reference (2012-06-01), DescribeTags',
  classicUpdate:
    'User Guide for Classic Load Balancers, "Update the SSL negotiation configuration" (ssl-config-update)',
  classicCreate:
    'User Guide for Classic Load Balancers, "Create an HTTPS load balancer" (elb-create-https-ssl-load-balancer)',
  policyNotFound: 'boto/boto3 issue 1438; hashicorp/terraform-provider-aws issue 822; aws/aws-cli issue 953',
  policyTypes: 'aws/aws-cli, awscli/examples/elb/describe-load-balancer-policy-types.rst',
  recordings: 'cloud-custodian/cloud-custodian, recorded answers in tests/data/placebo (2016 and later)',
  policyLimit:
    'a comment in kubernetes/cloud-provider-aws aws_loadbalancer.go; no page of AWS names the number',
  getResources: 'Resource Groups Tagging API reference, GetResources',
  iamElb:
    'Service Authorization Reference, Elastic Load Balancing V2: listener/net in ARNs (iam-data 0.21.202609261)',
  throttling: 'Elastic Load Balancing User Guide, "API throttling" (elb-api-throttling)',
  publish: 'SNS API reference, Publish, as in the types of @aws-sdk/client-sns 3.1169.0',
  accountInformation: 'Account Management API reference, GetAccountInformation',
  listRegions:
    'Account Management API reference, ListRegions, as in the types of @aws-sdk/client-account 3.1169.0',
} as const;

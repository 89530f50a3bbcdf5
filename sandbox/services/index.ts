import type { Service } from '../service';
import { account } from './account';
import { acm } from './acm';
import { athena } from './athena';
import { classic } from './classic';
import { cloudformation } from './cloudformation';
import { cloudtrail } from './cloudtrail';
import { cloudwatch } from './cloudwatch';
import { elbv2 } from './elbv2';
import { iam } from './iam';
import { lambda } from './lambda';
import { s3 } from './s3';
import { scheduler } from './scheduler';
import { sns } from './sns';
import { sts } from './sts';
import { tagging } from './tagging';

/** All that this account does. A new service is one file and one entry here. */
export const services: readonly Service[] = [
  sts,
  tagging,
  elbv2,
  classic,
  sns,
  account,
  s3,
  cloudwatch,
  scheduler,
  acm,
  cloudformation,
  lambda,
  cloudtrail,
  iam,
  athena,
];

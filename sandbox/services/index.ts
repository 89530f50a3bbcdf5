import type { Service } from '../service';
import { account } from './account';
import { classic } from './classic';
import { elbv2 } from './elbv2';
import { sns } from './sns';
import { sts } from './sts';
import { tagging } from './tagging';

/** All that this account does. A new service is one file and one entry here. */
export const services: readonly Service[] = [sts, tagging, elbv2, classic, sns, account];

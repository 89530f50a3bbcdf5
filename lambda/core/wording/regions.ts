import type { ReadError } from '../estate';
import { count, sentence } from './sentence';

/** The sentences on Regions that a run did not look at. */

/** What ends each of them: with it nobody asks there any more. */
export const NAME_THEM = 'name the Regions you use (parameter Regions, --region)';

/** One line for all of them, however many. */
export function closedRegions(names: readonly string[]): string {
  const [are, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const which = `${count(names.length, 'Region')} ${are} closed by a service control policy (${names.join(', ')})`;
  return sentence(`${which}. To leave ${them} out, ${NAME_THEM}`);
}

/** The error of a Region that was named, or of all there are, and is closed. */
export function closedAndWanted({ code, message }: ReadError): ReadError {
  const said = message.replace(/\.$/, '');
  return { code, message: `${said}. A service control policy closes this Region: ${NAME_THEM}.` };
}

/** The error of a Region that does not know keys which are good elsewhere. */
export function notEnabled({ code, message }: ReadError): ReadError {
  const advice = 'enable it in the account, or leave it out of the Regions (parameter Regions, --region)';
  const said = message.replace(/\.$/, '');
  return { code, message: `${said}. The keys are good elsewhere, so this Region is not enabled: ${advice}.` };
}

/** The note of a run that asked for all Regions and could not be told which there are. */
export function onlyOwnRegion(region: string, { code, message }: ReadError): string {
  const why = `account:ListRegions could not be asked which others there are (${code}: ${message.replace(/\.$/, '')})`;
  return sentence(`Only ${region} was examined, because ${why}. For others, ${NAME_THEM}`);
}

/** What a wave may wait for, beside Regions by name. */
export const OTHER_REGIONS = 'Regions that account:ListRegions did not name';

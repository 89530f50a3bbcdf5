import { describeError } from '../../lambda/aws/errors';
import { oneLine } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';
import { didYouMean } from './did-you-mean';

/** What to do about an error that ends a run: the first that fits. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/Expired|expired|aws sso login/, 'sign in again (aws sso login), or set new credentials'],
  [
    /Credentials|Token|UnrecognizedClient|SignatureDoesNotMatch/,
    'set AWS_PROFILE to a profile of yours, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [/AccessDenied/, 'allow this action, or use other credentials'],
  [/Invalid URL/, 'write AWS_ENDPOINT_URL as http://host:port, or unset it'],
  [
    /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UNREACH|Timeout/,
    'check the network, and AWS_ENDPOINT_URL if it is set',
  ],
];

/** One sentence for people, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) {
    const { message, slip } = error;
    return oneLine(message + (slip === null ? '' : didYouMean(slip.got, slip.known)));
  }
  const { code, message } = describeError(error);
  const what = oneLine(message.includes(code) ? message : `${code}: ${message}`).replace(/\.$/, '');
  const [, advice] = ADVICE.find(([pattern]) => pattern.test(`${code}: ${message}`)) ?? [];
  return advice === undefined ? what : `${what}; ${advice}`;
}

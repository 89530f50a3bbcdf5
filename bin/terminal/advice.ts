import { describeError } from '../../lambda/aws/errors';
import { oneLine } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';
import { adviceOn } from './causes';
import { didYouMean } from './did-you-mean';

/** One sentence for people, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) {
    const { message, slip } = error;
    return oneLine(message + (slip === null ? '' : didYouMean(slip.got, slip.known)));
  }
  const { code, message } = describeError(error);
  const what = oneLine(message.includes(code) ? message : `${code}: ${message}`).replace(/\.$/, '');
  const advice = adviceOn({ code, message }, process.env);
  return advice === null ? what : `${what}; ${advice}`;
}

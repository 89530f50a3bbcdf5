import { CommanderError } from 'commander';
import { STATUS, statusOfError } from './exit-status';
import { programOf } from './program';
import { sentenceOf } from './terminal/advice';
import { say } from './terminal/output';

/** Runs one command line and answers its exit status. Never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let status: number = STATUS.done;
  const program = programOf((ended) => {
    status = ended;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    // commander has said it already.
    if (!(error instanceof CommanderError)) say(sentenceOf(error));
    return statusOfError(error);
  }
}

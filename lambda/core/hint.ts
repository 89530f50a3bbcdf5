import { shellLine } from './clean-text';

/** A command that a sentence tells somebody to run. It asks the record that the sentence is about, and no other. */
export function hint(words: readonly string[], record: string | null | undefined): string {
  const place = record === null || record === undefined ? [] : ['--record', record];
  return shellLine(['elb-tls', ...words, ...place]);
}

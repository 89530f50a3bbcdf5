import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from './did-you-mean';

/**
 * Why there are no credentials. The SDK asks one source after another and says in the end that none had any, whatever the one that
 * was meant has said. So the files that it has read are looked at once more: what was meant stands there.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of a profile, in lower case. */
type Profile = ReadonlyMap<string, string>;

const SET_THEM = 'set AWS_PROFILE to a profile of yours, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

/** What to do about missing credentials. */
export function credentialAdvice(environment: Environment): string {
  const wanted = environment['AWS_PROFILE'];
  const profiles = profilesOf(environment);
  const profile = profiles.get(wanted || 'default');
  if (profile === undefined) return wanted ? unknownProfile(wanted, [...profiles.keys()]) : SET_THEM;
  const name = `profile "${wanted || 'default'}"`;
  const process = profile.get('credential_process');
  if (process !== undefined) {
    return `the credential_process of ${name} gave none that can be used; run it by itself to see why: ${process}`;
  }
  if (profile.has('sso_session') || profile.has('sso_start_url')) {
    return `${name} signs in by SSO: aws sso login${wanted ? ` --profile ${wanted}` : ''}`;
  }
  const source = profile.get('source_profile');
  if (source !== undefined && !profiles.has(source)) return unknownProfile(source, [...profiles.keys()]);
  return `${name} has none that can be used; ${SET_THEM}`;
}

function unknownProfile(wanted: string, known: readonly string[]): string {
  const there = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  const advice = didYouMean(wanted, known) || `; ${SET_THEM}`;
  return `there is no profile "${wanted}" in ~/.aws/config or ~/.aws/credentials, ${there}${advice}`;
}

/** Of both files, by name. */
function profilesOf(environment: Environment): ReadonlyMap<string, Profile> {
  const home = join(homedir(), '.aws');
  const texts = [
    textOf(environment['AWS_CONFIG_FILE'] || join(home, 'config')),
    textOf(environment['AWS_SHARED_CREDENTIALS_FILE'] || join(home, 'credentials')),
  ];
  const profiles = new Map<string, Map<string, string>>();
  for (const text of texts) {
    let current: Map<string, string> | null = null;
    for (const line of text.split('\n')) {
      const section = /^\s*\[\s*(?:(profile|sso-session|services)\s+)?["']?([^\]"']+?)["']?\s*\]/.exec(line);
      const setting = /^([a-z_]+)\s*=\s*(.*?)\s*$/i.exec(line);
      if (section !== null) {
        const [, kind = 'profile', name = ''] = section;
        current = kind === 'profile' ? (profiles.get(name) ?? new Map()) : null;
        if (current !== null) profiles.set(name, current);
      } else if (setting !== null) {
        current?.set((setting[1] ?? '').toLowerCase(), setting[2] ?? '');
      }
    }
  }
  return profiles;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import type { BundledPackage } from './bundled';

const HEAD = `elb-tls-remediator contains the packages below, each under its own licence.`;

/** The licences of what is bundled, as most of them ask for: each text once, under the packages that it is of. */
export function noticesFor(packages: readonly BundledPackage[]): string {
  const titlesOf = new Map<string, readonly string[]>();
  for (const each of packages) {
    const text = textOf(each);
    titlesOf.set(text, [...(titlesOf.get(text) ?? []), titleOf(each)]);
  }
  const parts = [...titlesOf].map(([text, titles]) => `${titles.join('\n')}\n\n${text}`);
  return `${[HEAD, ...parts].join(`\n\n${'-'.repeat(76)}\n\n`)}\n`;
}

function titleOf({ name, version, license }: BundledPackage): string {
  return `${name} ${version} (${license})`;
}

/** @throws where nobody could say under which licence a package is passed on */
function textOf(each: BundledPackage): string {
  if (each.texts.length > 0) return each.texts.join('\n\n');
  if (each.license === '') throw new Error(`${each.name} ${each.version} names no licence; do not bundle it`);
  return `The package brings no licence file; its package.json says: ${each.license}`;
}

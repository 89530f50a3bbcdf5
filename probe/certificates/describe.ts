import { readCertificate, type X509 } from '../../lambda/x509/certificate';

/** A certificate that the server showed, in the words of the report. */
export interface Certificate extends X509 {
  /** The server's own; its chain stands behind it. */
  readonly leaf: boolean;
}

/** Describes what was shown, chain by chain. What cannot be read is a problem, and no certificate. */
export function describeChains(chains: readonly (readonly Uint8Array[])[]): {
  readonly certificates: readonly Certificate[];
  readonly problems: readonly string[];
} {
  const all = chains.flatMap((chain) => chain.map((bytes, index) => described(bytes, index, chain.length)));
  return {
    certificates: all.filter((each) => typeof each !== 'string'),
    problems: all.filter((each) => typeof each === 'string'),
  };
}

function described(bytes: Uint8Array, index: number, length: number): Certificate | string {
  try {
    return describeCertificate(bytes, index === 0);
  } catch (error) {
    return `certificate ${index + 1} of ${length} cannot be read: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @throws what Node throws for a certificate that it cannot read */
export function describeCertificate(bytes: Uint8Array, leaf: boolean): Certificate {
  return { ...readCertificate(bytes), leaf };
}

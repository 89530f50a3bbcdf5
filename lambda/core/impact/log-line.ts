/** What one line of a log says, whichever of the four formats it is in. */

/** The formats, told apart by what their lines look like: names of files prove nothing. */
export type LogFormat = 'alb-connection' | 'alb-access' | 'nlb' | 'classic';

/** Why a line was not counted: a closed set, in the words of the report (docs/who-would-break.md). */
export const SKIP_REASONS = [
  /** It is in none of the formats, or in one of tomorrow. */
  'unknown-format',
  /** It has a format and ends before what counts. */
  'cut-line',
  /** It names a protocol that nobody here knows. */
  'unknown-protocol',
  /** It is of a TLS listener, and says neither protocol nor cipher. */
  'tls-untold',
  /** It is longer than any that a load balancer writes. */
  'long-line',
  /** It is of one load balancer or port more than are kept apart. */
  'too-many-listeners',
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** What became of a connection or request. */
export type LineKind = 'handshake' | 'failed' | 'plain';

/** A part of the line: from, and up to but not including. Both 0 where the line has none. */
export interface Part {
  start: number;
  end: number;
}

/** A line that was understood, as parts of its bytes. One object serves all lines: it is read before the next is parsed. */
export interface LogLine {
  bytes: Uint8Array;
  format: LogFormat;
  kind: LineKind;
  /** The load balancer's id; empty in a connection log that does not name it. */
  readonly loadBalancer: Part;
  /** Without its port, and without brackets. */
  readonly address: Part;
  /** Address and port of the client, from the first byte of the one to the last of the other. */
  readonly client: Part;
  readonly protocol: Part;
  readonly cipher: Part;
  /** Empty: the log does not tell it. */
  readonly keyExchange: Part;
  /** Without its quotes, still escaped. */
  readonly userAgent: Part;
  /** Of the listener; -1 where the line does not tell it. */
  port: number;
  /** The ten minutes that the line is in, as a number of its own. */
  window: number;
}

/**
 * A mistake in what the user gave: one sentence with what was got, what is allowed and what to do. Raised before anything
 * is changed, but for a place that does not take the report in the end (`--out`): that run keeps its lease (runs/lease.ts).
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  constructor(
    message: string,
    /** 64: wrong usage. 1: the right words, but they cannot be carried out. 130: the user called it off. */
    readonly exitCode: 1 | 64 | 130 = 64,
    /** A word that is none of these: somebody may have meant one of them. */
    readonly slip: { readonly got: string; readonly known: readonly string[] } | null = null,
  ) {
    super(message);
  }
}

/** A proxy of the user's that AWS could not be reached through; the message says which one, who named it, and why. */
export class ProxyError extends UserError {
  override readonly name = 'ProxyError';
  constructor(
    message: string,
    /** By it the SDK tells whether to try again; without one it does not. */
    override readonly cause?: Error,
  ) {
    super(message, 1);
  }
}

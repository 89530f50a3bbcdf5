/** Bytes that are no TLS, or TLS that breaks its own rules. The one error that reading a server's bytes ends with. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

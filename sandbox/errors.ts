/** An error as AWS answers it: the code on the wire, never the name of the SDK's class. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** What the service says beside the body. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
  }
}

/** A parameter that cannot be; each service has its own code for that (see `ServiceErrors.validation`). */
export class InvalidParameter extends Error {
  override readonly name = 'InvalidParameter';
}

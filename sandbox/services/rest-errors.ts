import type { ServiceErrors } from '../service';

/** The codes of the services that speak restJson1, as far as they agree. */
export const restErrors: ServiceErrors = {
  throttle: { code: 'ThrottlingException', status: 429 },
  deny: { code: 'AccessDeniedException', status: 403 },
  internal: { code: 'InternalServerException', status: 500 },
  validation: { code: 'ValidationException', status: 400 },
  unknownAction: { code: 'UnknownOperationException', status: 404 },
  region: { code: 'UnrecognizedClientException', status: 403 },
};

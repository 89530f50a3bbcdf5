import { checkingAnswers } from '../lambda/aws/answers';
import type { RequestHandlerOf } from '../lambda/aws/connect';
import { handlerByProxyVariables } from '../lambda/aws/proxy';
import { Hosts } from '../lambda/aws/silent-hosts';
import { say } from './terminal/output';
import { trustedCertificates } from './trusted-certificates';

/** A host that one client has given up, no other waits for. */
const hosts = new Hosts();

/** How requests leave: by the proxy that the user names, trusting whom the user trusts, and with each answer looked at. */
export const terminalHandler: RequestHandlerOf = (options) => {
  const ca = trustedCertificates(process.env);
  return checkingAnswers(handlerByProxyVariables(options, ca), { onSlow: waiting, hosts });
};

function waiting(host: string): void {
  say(`${host} has not answered for 8 s; still waiting (Ctrl-C ends it)`);
}

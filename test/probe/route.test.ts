import { systemClock } from '../../lambda/runs/system-clock';
import type { Place } from '../../probe/net/line';
import { probe } from '../../probe/probe';
import { ownCertificates } from './certificates';
import { tlsServer } from './servers';

/** A name of AWS that is nobody's: were it looked up, there would be no address. */
const NAME = 'shop-1234567890.eu-central-1.elb.amazonaws.com.invalid';

const own = ownCertificates();
afterAll(() => own.clear());

it('goes where the route says, and asks for the name that was given', async () => {
  const { cert, key } = own.of('RSA');
  const asked = new Set<string>();
  const routed: Place[] = [];
  const server = await tlsServer({
    cert,
    key,
    SNICallback: (name, done) => {
      asked.add(name);
      done(null);
    },
  });

  const route = (place: Place): Place => {
    routed.push(place);
    return { host: '127.0.0.1', port: server.port };
  };
  const found = await probe({ host: NAME, port: 443, sni: NAME }, { rate: 0, clock: systemClock, route });
  await server.stop();

  expect(found.protocols['TLSv1.2']).toBe(true);
  expect(found).toMatchObject({ host: NAME, port: 443, address: '127.0.0.1' });
  expect(routed).toMatchObject([{ host: NAME, port: 443 }]);
  expect([...asked]).toEqual([NAME]);
});

/** Shakes hands with a server on loopback, with the defaults of Node.js, whatever its certificate. */
const { connect } = require('node:tls');

const socket = connect(
  { host: '127.0.0.1', port: Number(process.argv[2]), servername: 'localhost', rejectUnauthorized: false },
  () => socket.end(),
);
socket.on('error', () => process.exit(1));

#!/usr/bin/env node
'use strict';

// What `elb-tls` starts: the built command; or one sentence where this Node cannot run it, or nothing was built.
// Plain old JavaScript: it is there before any build, and a Node that is too old has to be able to read it.

const { existsSync } = require('fs');
const { join } = require('path');
const { engines } = require('../package.json');

const COMMAND = join(__dirname, '..', 'dist', 'elb-tls.js');

function problem() {
  const oldest = engines.node.replace('>=', '');
  if (isOlder(process.versions.node, oldest)) {
    return `Node ${process.versions.node} is too old; use Node ${oldest} or newer`;
  }
  // `npm ci --ignore-scripts` leaves the build out.
  return existsSync(COMMAND) ? null : `${COMMAND} is not there, it was never built; run: npm run build`;
}

function isOlder(version, oldest) {
  const [left, right] = [version, oldest].map((each) => each.split('.').map(Number));
  const differs = right.findIndex((part, index) => part !== left[index]);
  return differs !== -1 && left[differs] < right[differs];
}

const said = problem();
if (said === null) {
  require(COMMAND);
} else {
  process.stderr.write(`elb-tls: ${said}\n`);
  process.exitCode = 1;
}

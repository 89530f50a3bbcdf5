import { App } from 'aws-cdk-lib';
import { TlsRemediatorStack } from '../lib';

const app = new App();
new TlsRemediatorStack(app, 'ElbTlsRemediator');

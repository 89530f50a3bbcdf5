import { requiredText, requiredTexts, texts } from '../parameters';
import { queryProtocol } from '../protocols';
import { type Handler, type Service, queryErrors } from '../service';

/** All is allowed but what the sandbox was told that somebody refuses. */
const simulatePrincipalPolicy: Handler = (parameters, { accountState }) => {
  requiredText(parameters, 'PolicySourceArn');
  const [resource = '*'] = texts(parameters, 'ResourceArns') ?? [];
  const { refusals } = accountState.environs;
  const results = requiredTexts(parameters, 'ActionNames').map((action) => {
    const by = refusals.get(action);
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: by === undefined ? 'allowed' : by === 'role' ? 'implicitDeny' : 'explicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: String(by !== 'organisation') },
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: String(by !== 'boundary') },
    };
  });
  return { answer: { EvaluationResults: results, IsTruncated: 'false' } };
};

export const iam: Service = {
  name: 'iam',
  scope: 'iam',
  global: true,
  protocol: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'),
  errors: queryErrors,
  mutating: new Set(),
  actions: { SimulatePrincipalPolicy: simulatePrincipalPolicy },
};

// A certified OpenID provider for the tests, with people of theirs: node provider.js, with its settings as JSON in PROVIDER.
import { Provider } from "oidc-provider";

const { issuer, port, redirectUri, jwks, people } = JSON.parse(process.env.PROVIDER);
const client = {
  redirect_uris: [redirectUri],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  token_endpoint_auth_method: "client_secret_basic",
};

const provider = new Provider(issuer, {
  clients: [
    { ...client, client_id: "settlement", client_secret: "a secret: of% the tests" },
    { ...client, client_id: "settlement-ec", client_secret: "a secret: of% the tests", id_token_signed_response_alg: "ES256" },
  ],
  jwks,
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
  // What the client asks for stands in the ID token, as in most providers of companies.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));

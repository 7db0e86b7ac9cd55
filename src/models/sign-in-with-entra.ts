import type { TokenCredential } from "@azure/identity";

const COGNITIVE_SERVICES = "https://cognitiveservices.azure.com/.default";

/**
 * Returns the Microsoft Entra credential of whoever is signed in: `az login`, a managed identity, …
 *
 * Nothing is asked until a token is needed. Throws what Node throws where `@azure/identity` cannot load.
 *
 * @example
 * const token = await (await signInWithEntra()).getToken("https://management.azure.com/.default");
 */
export async function signInWithEntra(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
}

/**
 * Makes the function that the openai package asks for a fresh Entra token before each call.
 *
 * @param scope what the token is for; by default Azure's language services
 * @example
 * new AzureOpenAI({ azureADTokenProvider: await tokenProvider(await signInWithEntra()), endpoint, apiVersion });
 */
export async function tokenProvider(
  credential: TokenCredential,
  scope = COGNITIVE_SERVICES,
): Promise<() => Promise<string>> {
  const { getBearerTokenProvider } = await import("@azure/identity");
  return getBearerTokenProvider(credential, scope);
}

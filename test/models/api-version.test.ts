import { afterEach, expect, it, vi } from "vitest";
import { readModelConfiguration } from "../../src/models/index.js";

afterEach(() => vi.unstubAllEnvs());

const AZURE = { azure_endpoint: "https://x.openai.azure.com", azure_deployment: "gpt-4o" };

it.each([
  [{ AZURE_OPENAI_API_VERSION: "2025-01-01", OPENAI_API_VERSION: "2024-06-01" }, "2025-01-01"],
  [{ AZURE_OPENAI_API_VERSION: "", OPENAI_API_VERSION: "2024-06-01" }, "2024-06-01"],
  [{ AZURE_OPENAI_API_VERSION: undefined, OPENAI_API_VERSION: undefined }, "2024-10-21"],
])("a model configuration without a version takes the settings' one: %j", (settings, expected) => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  expect(readModelConfiguration(AZURE)).toMatchObject({ apiVersion: expected });
  expect(readModelConfiguration({ ...AZURE, api_version: "2024-02-01" })).toMatchObject({ apiVersion: "2024-02-01" });
});

import { describe, expect, it } from "vitest";
import { readModelConfiguration } from "../../src/models/model-configuration.js";

const KEY = "0123456789abcdef0123456789abcdef";

describe("a model configuration", () => {
  it.each([
    ["a line break", `${KEY}\nx`],
    ["a character beyond ASCII", `${KEY}…`],
    ["the word Bearer", `Bearer ${KEY}`],
  ])("refuses a key with %s, and does not show it", (_, api_key) => {
    const read = (): unknown => readModelConfiguration({ model: "m", api_key });
    expect(read).toThrow(expect.objectContaining({ code: "invalid_model_configuration" }));
    expect(read).toThrow("has a space, a line break or a character beyond ASCII in it.");
    expect(read).not.toThrow(KEY);
  });

  it("refuses an address whose host only begins like Azure's, and does not show the password", () => {
    const read = (): unknown =>
      readModelConfiguration({
        azure_endpoint: "https://me:secret-word@mine.openai.azure.com",
        azure_deployment: "d",
      });
    expect(read).toThrow("azure_endpoint has a user name or a password before the @, with which no call can be made.");
    expect(read).not.toThrow("secret-word");
  });

  it("refuses two addresses, one of which would be passed over", () => {
    const both = {
      azure_endpoint: "https://mine.openai.azure.com",
      azure_deployment: "d",
      base_url: "https://a.example/v1",
    };
    expect(() => readModelConfiguration({ ...both, model: "m", api_key: KEY })).toThrow(
      "The model configuration has an azure_endpoint and a base_url: which of the two is to be asked?",
    );
  });

  it("takes settings that are undefined for ones that are not there", () => {
    const unset = { azure_endpoint: undefined, azure_deployment: undefined };
    expect(readModelConfiguration({ ...unset, model: "m", api_key: KEY } as never)).toMatchObject({ type: "openai" });
  });

  it("takes a key as it is copied, with space around it", () => {
    expect(readModelConfiguration({ model: "m", api_key: ` ${KEY}\n` })).toMatchObject({ apiKey: KEY });
  });

  it.each(["http://judge.example.com/v1", "http://10.example.com/v1", "http://[2001:db8::1]/v1"])(
    "refuses to send a key unencrypted to %s",
    (base_url) => {
      expect(() => readModelConfiguration({ model: "m", api_key: KEY, base_url })).toThrow(
        `base_url must start with https://, or the key would travel unencrypted, got "${base_url}".`,
      );
    },
  );

  it.each(["http://127.0.0.1:11434/v1", "http://192.168.0.7/v1", "http://judge:8000/v1", "http://[fd00::1]/v1"])(
    "takes the server of the own network: %s",
    (base_url) => {
      expect(readModelConfiguration({ model: "m", api_key: KEY, base_url })).toMatchObject({ baseUrl: base_url });
    },
  );
});

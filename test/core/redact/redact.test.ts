import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SETTINGS } from "../../../src/settings/index.js";
import {
  countProviderKeys,
  hasSecretSigns,
  isSecretName,
  isSecretProperty,
  maskSecret,
  openSecretStart,
  redact,
  redactValue,
  secretValues,
} from "../../../src/core/index.js";

const HEX = "0123456789abcdef0123456789abcdef";
const AZURE = `${"aB3".repeat(17)}xJQQJ99${"C4d".repeat(8)}yz`;

describe("secrets in a text", () => {
  it.each([
    ...["PWD", "OLDPWD", "KEYBOARD", "MONKEY", "KEYMAP", "KEYTIMEOUT", "AUTHOR", "GIT_AUTHOR_NAME", "SSH_AUTH_SOCK"],
    ...["SSH_ASKPASS", "BYPASS", "TOKENIZERS_PARALLELISM", "XDG_SESSION_ID", "XDG_SESSION_TYPE", "JWT_PUBLIC_KEY"],
    ...["STRIPE_PUBLISHABLE_KEY", "PASSWORD_STORE_DIR", "MAX_TOKENS", "COMPASS_URL", "HOSTNAME", "DATABASE_URL"],
  ])("leave %s, which only sounds like one", (name) => {
    expect(isSecretName(name)).toBe(false);
    expect(redact(`${name}=/a/b-1234567`, { env: { [name]: "/a/b-1234567" } })).toBe(`${name}=/a/b-1234567`);
    expect(redactValue({ [name]: "/a/b-1234567" }, { env: {} })).toEqual({ [name]: "/a/b-1234567" });
  });

  it.each([
    ...["DB_PASS", "MYSQL_PWD", "GITHUB_TOKEN", "HF_TOKEN", "api_key", "apikey", "openai_api_key", "GITHUB_PAT"],
    ...["AZURE_STORAGE_CONNECTION_STRING", "SERVICE_JWT", "AWS_SECRET_ACCESS_KEY", "MY_CONN_STR", "ADMIN_PASSWORD"],
  ])("hide the value of %s", (name) => {
    expect(redact("it is correct-horse here", { env: { [name]: "correct-horse" } })).toBe("it is [redacted] here");
  });

  it.each([
    ["Authorization: Bearer abcdef1234567890", "Authorization: Bearer [redacted]"],
    ["token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end", "token [redacted] end"],
    ["key sk-proj-abc_DEF-1234567890!", "key [redacted]!"],
    [`resource ${AZURE} here`, "resource [redacted] here"],
    ["app abc8Q~abcdefghijklmnopqrstuvwxyz01234567 end", "app [redacted] end"],
    ["dapi0123456789abcdef0123456789abcdef-2 and dose0123456789abcdef0123456789abcdef", "[redacted] and [redacted]"],
    ["hf_abcdefghijABCDEFGHIJ0123 gsk_abcdefghijABCDEFGHIJ0123", "[redacted] [redacted]"],
    ["ghp_abcdefghijABCDEFGHIJ0123 npm_abcdefghijABCDEFGHIJ0123456789", "[redacted] [redacted]"],
    ["AKIAIOSFODNN7EXAMPLE AIzaSyA0123456789abcdefghijklmnopqrstu", "[redacted] [redacted]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "[redacted]"],
    [
      "Authorization: Basic dXNlcjpwYXNz, bearer abcdefghijklmnopqrstuvwxyz",
      "Authorization: Basic [redacted], bearer [redacted]",
    ],
    ["https://user:hunter2hunter2@host/x", "https://user:[redacted]@host/x"],
    ["https://x.blob.core.windows.net/a?sv=1&sig=abcdefgh%3D", "https://x.blob.core.windows.net/a?sv=1&sig=[redacted]"],
  ])("are removed by their shape: %s", (text, expected) => {
    expect(redact(text, { env: {} })).toBe(expected);
    expect(hasSecretSigns(text)).toBe(true);
  });

  it.each([
    ['{"api-key": "0011223344556677"}', '{"api-key": "[redacted]"}'],
    [String.raw`"{\"api_key\":\"0011223344\"}"`, String.raw`"{\"api_key\":\"[redacted]\"}"`],
    ['new AzureOpenAI({ apiKey: "0011223344", model })', 'new AzureOpenAI({ apiKey: "[redacted]", model })'],
    ["{ clientSecret: 'it is \\'quoted\\' here', a: 1 }", "{ clientSecret: '[redacted]', a: 1 }"],
    ["password = correcthorse", "password = [redacted]"],
    ["Endpoint=https://x;AccountKey=abc/def+123==;Suffix=y", "Endpoint=https://x;AccountKey=[redacted];Suffix=y"],
    ["HF_TOKEN=abcdefgh\nHOME=/home/ada", "HF_TOKEN=[redacted]\nHOME=/home/ada"],
    ["export MY_DB_PASSWORD='two words'", "export MY_DB_PASSWORD='[redacted]'"],
    ["AZURE_OPENAI_API_KEY: '0011223344',", "AZURE_OPENAI_API_KEY: '[redacted]',"],
    ['password: "not closed', 'password: "not closed'],
    ['password: "notclosed', 'password: "[redacted]'],
    ["url=https://h/?api_key=abcdef123456", "url=https://h/?api_key=[redacted]"],
  ])("are removed by the name before them: %s", (text, expected) => {
    expect(redact(text, { env: {} })).toBe(expected);
    expect(hasSecretSigns(text)).toBe(true);
  });

  it.each([
    "The job ftjob-123 has 12 examples; the key is to be patient. tokens: 48",
    "new AzureOpenAI({ apiKey: settings.apiKey, azureADTokenProvider })",
    "const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });",
    "function f(password: string, secret: boolean): void",
    'apiKey: ""',
    "AZURE_OPENAI_API_KEY=<your key>",
    "MAX_TOKENS=1048576 KEYBOARD=qwertz-pc105 SSL_KEY_FILE=/etc/ssl/own.pem",
    "{ token: ' the', logprob: -0.25, eos_token: '<|endoftext|>', primary_key: 'customer_id' }",
    "The secret: patience. Password: remembered! AUTH: REQUIRED, PRIMARY KEY: customer_id, passphrase: hunter-gatherer",
    "Basic arithmetic and basic understanding of bearer certificates",
    "a task-oriented risk-averse desk-bound person",
  ])("leave what is none: %s", (text) => {
    expect(redact(text, { env: {} })).toBe(text);
  });

  it.each([
    [
      "[ [ 'apiKey', 'zq8177aabc9d0011' ], [ 'user', 'ada12345678' ] ]",
      "[ [ 'apiKey', '[redacted]' ], [ 'user', 'ada12345678' ] ]",
    ],
    ['[["password","hunter2xx"]]', '[["password","[redacted]"]]'],
    ["{ name: 'apiKey', value: 'zq8177aabc9d0011' }", "{ name: 'apiKey', value: '[redacted]' }"],
    ['{"name":"HF_TOKEN","value":"plainlooking99"}', '{"name":"HF_TOKEN","value":"[redacted]"}'],
    ["<td>apiKey</td><td class='a'>zq8177aabc9d0011</td>", "<td>apiKey</td><td class='a'>[redacted]</td>"],
    ["\u2502 apiKey   \u2502 'zq8177aabc9d0011' \u2502", "\u2502 apiKey   \u2502 '[redacted]'       \u2502"],
    ["| password | hunter2xx |", "| password | [redacte] |"],
    ["apiKey    zq8177aabc9d0011\nuser      ada", "apiKey    [redacted]      \nuser      ada"],
    ["cookie: 'session=abc123; Path=/', a: 1", "cookie: '[redacted]', a: 1"],
    ["'set-cookie': [ 'sid=s3cr3t; Path=/' ]", "'set-cookie': [ '[redacted]' ]"],
    ["Cookie: sid=abc; b=c\nHost: x", "Cookie: [redacted]\nHost: x"],
    ["sasToken: 'sv=2024&st=x'", "sasToken: '[redacted]'"],
    ["pat: 'a1b2c3d4e5f6g7h8'", "pat: '[redacted]'"],
    ["credentials: 'u5er:p4ssw0rd'", "credentials: '[redacted]'"],
  ])("are removed beside the name that says so: %s", (text, expected) => {
    expect(redact(text, { env: {} })).toBe(expected);
    expect(redact(expected, { env: {} })).toBe(expected);
    expect(hasSecretSigns(text)).toBe(true);
  });

  it.each([
    "{ path: '/usr/local/xyz1', patient: 'Ada 1234567', pattern: 'a.*b1c2d3', paths: [ '/a1b2c3d4' ] }",
    "{ tokens: [ 'gpt4turbo128k' ], token_count: 5, cookieCount: 4, cookiePolicy: 'strict=2' }",
    "{ pat: 'Pat Smith 2000', credentials: 'same-origin', cookie: 'yes please', cookies: 'a1b2c3d4' }",
    "[ 'password', 'apiKey', 'user1234567' ] [ 'apiKey', 'password' ] [ 'tokens', 'gpt4turbo128k' ]",
    "the password  is  secret; | apiKey | string | 12 |; \u2502 'token' \u2502 'gpt2tokenizer' \u2502",
    "<td>patient</td><td>a1b2c3d4e5</td><td>token</td><td>gpt2tokenizer</td>",
    "{ name: 'pattern', value: 'a1b2c3d4' } { name: 'apiKey', value: 'required' } Cookie: a sweet thing",
  ])("leave what stands beside an ordinary name: %s", (text) => {
    expect(redact(text, { env: {} })).toBe(text);
  });

  it("are removed by their value wherever it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 6 }), (before, after, secret) => {
        fc.pre(!"[redacted]".includes(secret));
        expect(
          redact(`${before} ${secret} ${after}`, { env: { AZURE_OPENAI_API_KEY: secret } }).includes(` ${secret} `),
        ).toBe(false);
      }),
      { seed: 105, numRuns: 200 },
    );
  });

  it("are removed by their value as a URL and as JSON spell it", () => {
    const env = { MLFLOW_TRACKING_PASSWORD: 'a "b" c/d' };
    expect(redact('plain a "b" c/d, url a%20%22b%22%20c%2Fd, json a \\"b\\" c/d', { env })).toBe(
      "plain [redacted], url [redacted], json [redacted]",
    );
  });

  it("are removed by their value as HTML spells it", () => {
    const env = { DB_PASSWORD: "a<b>&'c\"" };
    expect(redact("<td>a&lt;b&gt;&amp;&#39;c&quot;</td>", { env })).toBe("<td>[redacted]</td>");
  });

  it.each([
    ["whole\n", 6],
    ["The answer is ", 14],
    ["It is sk-ab", 0],
    ["One two three sk-ab", 4],
    ["line\nHF_TOKEN =", 5],
    ["a line that ends with eyJ", 12],
    ["a line that ends with e", 12],
    ["known: abc", 7],
    [`x ${"aB3".repeat(9)}`, 0],
  ])("may begin at the end of a text: %j", (text, start) => {
    expect(openSecretStart(text, ["abcdefgh"])).toBe(start);
  });

  it("shows no signs in ordinary output", () => {
    expect(hasSecretSigns("loss 0.25 at step 100, 98 % of 1,000 lines")).toBe(false);
  });

  it("stay removed when the text is cleaned again", () => {
    const text = `{"api-key": "0011223344556677", HF_TOKEN=abcdefgh Bearer abcdef1234567890 ${AZURE}`;
    const once = redact(text, { env: {} });
    expect(redact(once, { env: {} })).toBe(once);
  });

  it("of a hostile text cost no more than its length", () => {
    const texts = [
      "eyJ-",
      "sk-",
      "KEY",
      "//a:",
      "apiKey",
      'password:"\\',
      "-----BEGIN PRIVATE KEY-----",
      "Bearer ",
      "['apiKey",
      "name: '",
      "<td>a1",
    ];
    for (const part of texts) {
      const start = performance.now();
      redact(part.repeat(Math.ceil(200_000 / part.length)), { env: {} });
      // The quadratic patterns that this guards against take minutes.
      expect(performance.now() - start, part).toBeLessThan(20_000);
    }
  });
});

describe("secrets in a value", () => {
  it("are removed from texts and from properties named like secrets; the rest and the original stay", () => {
    const original = {
      model: "gpt-4o",
      apiKey: "short",
      headers: { authorization: "Bearer abcdef1234567890", "api-key": HEX },
      list: ["sk-abcdefgh12345678", 3, null],
      logprobs: [{ token: "secretive", key: "loss/val" }],
      when: new Date(0),
    };
    const copy = structuredClone(original);
    expect(redactValue(original, { env: {} })).toEqual({
      model: "gpt-4o",
      apiKey: "[redacted]",
      headers: { authorization: "Bearer [redacted]", "api-key": "[redacted]" },
      list: ["[redacted]", 3, null],
      logprobs: [{ token: "secretive", key: "loss/val" }],
      when: new Date(0),
    });
    expect(original).toEqual(copy);
  });

  it("are removed from an environment, also what the process does not know", () => {
    expect(redactValue({ HF_TOKEN: "abcdefgh", HOME: "/home/ada", MAX_TOKENS: "1048576" }, { env: {} })).toEqual({
      HF_TOKEN: "[redacted]",
      HOME: "/home/ada",
      MAX_TOKENS: "1048576",
    });
  });

  it("are removed beside their names, also in lists", () => {
    const value = {
      rows: [
        ["apiKey", "zq8177aabc9d0011"],
        ["password", "apiKey"],
      ],
      entry: { name: "apiKey", value: "zq8177aabc9d0011" },
      headers: { "set-cookie": ["sid=1x", "plain"], cookie: "s=1" },
      pat: "a1b2c3d4e5f6",
      credentials: "same-origin",
      path: "/a1b2c3d4e5",
    };
    expect(redactValue(value, { env: {} })).toEqual({
      rows: [
        ["apiKey", "[redacted]"],
        ["password", "apiKey"],
      ],
      entry: { name: "apiKey", value: "[redacted]" },
      headers: { "set-cookie": ["[redacted]", "plain"], cookie: "[redacted]" },
      pat: "[redacted]",
      credentials: "same-origin",
      path: "/a1b2c3d4e5",
    });
  });

  it("are removed from a value that holds itself", () => {
    const value: Record<string, unknown> = { password: "hunter2" };
    value["self"] = value;
    const clean = redactValue(value, { env: {} });
    expect(clean["self"]).toBe(clean);
    expect(clean["password"]).toBe("[redacted]");
  });
});

describe("the name of a secret", () => {
  it("covers the settings that are secrets, and of the others only the one that says how to sign in", () => {
    const differ = SETTINGS.filter(({ name, secret }) => isSecretName(name) !== secret).map(({ name }) => name);
    expect(differ).toEqual(["TUNELAB_AZURE_AUTH"]);
  });

  it.each([
    ["HF_TOKEN", true],
    ["AWS_SECRET_ACCESS_KEY", true],
    ["AZURE_STORAGE_CONNECTION_STRING", true],
    ["DB_PWD", true],
    ["REDIS_AUTH", true],
    ["openaiApiKey", true],
    ["PWD", false],
    ["OLDPWD", false],
    ["SSH_AUTH_SOCK", false],
    ["TOKENIZERS_PARALLELISM", false],
    ["MONKEY", false],
    ["AUTHOR", false],
  ])("%s: %s", (name, expected) => {
    expect(isSecretName(name)).toBe(expected);
  });

  it.each([
    ["apiKey", true],
    ["api-key", true],
    ["accessToken", true],
    ["client_secret", true],
    ["dbPassword", true],
    ["HF_TOKEN", true],
    ["key", false],
    ["token", false],
    ["eos_token", false],
    ["secretary", false],
  ])("of a property, %s: %s", (name, expected) => {
    expect(isSecretProperty(name)).toBe(expected);
  });

  it("gives the values to remove, without plain words and short ones", () => {
    const env = { HF_TOKEN: "abcdef 123", MY_KEY: "short", USE_AUTH: "required", HOME: "/home/ada" };
    expect(secretValues(env, ["from a file"])).toEqual([
      "from%20a%20file",
      "abcdef%20123",
      "from a file",
      "abcdef 123",
    ]);
  });
});

it("counts keys of providers", () => {
  expect(countProviderKeys(`Use sk-abcdefgh12345678 or ${AZURE}, not the task-oriented one.`)).toBe(2);
});

it("shows a secret by its length, and by its end only when it is long", () => {
  expect(maskSecret("short")).toBe("•••• (5 characters)");
  expect(maskSecret(HEX)).toBe("•••• cdef (32 characters)");
});

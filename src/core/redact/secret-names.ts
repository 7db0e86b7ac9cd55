/** Words that make an environment variable or a setting a secret, wherever in its name they stand. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  ...["KEY", "KEYS", "APIKEY", "TOKEN", "SECRET", "SECRETS", "PASSWORD", "PASSWORDS", "PASSWD", "PASSPHRASE"],
  ...["CREDENTIAL", "CREDENTIALS", "AUTH", "SAS"],
]);

/** Words that make one only as the last of several: `DB_PASS`, `GITHUB_PAT`, `MYSQL_PWD`; PWD alone is the working folder. */
const SECRET_LAST_WORDS: ReadonlySet<string> = new Set(["PASS", "PAT", "PWD", "JWT", "HEADERS"]);

/** Words before KEY that say that everybody may have it. */
const OPEN_KEY = /(?:^|_)(?:PUBLIC|PUBLISHABLE)_KEYS?$/;

/** Last words that say that the variable tells where a secret lies, or something about it, and does not hold it. */
const ABOUT_A_SECRET: ReadonlySet<string> = new Set([
  ...["FILE", "PATH", "DIR", "URL", "URI", "HOST", "SOCK", "NAME", "TYPE", "VERSION", "LIMIT", "COUNT", "LENGTH"],
]);

/** Names of two parts that are a secret in any spelling: `apiKey`, `api-key`, `API_KEY`, `apikey`. */
const COMPOUND =
  "(?:api|access|account|shared|master|private|secret|subscription|functions|auth)[-_]?key|(?:access|auth|refresh|id|bearer|api|management|session|sas)[-_]?token|connection[-_]?string|conn[-_]?str";
const ALONE = "password|passwd|passphrase|pwd|secret";

/** Source of a pattern that finds, in any text, a name after which a secret follows. */
export const SECRET_PROPERTY = `${COMPOUND}|${ALONE}`;

const COMPOUND_NAME = new RegExp(COMPOUND, "i");
const PROPERTY_NAME = new RegExp(`${COMPOUND}|(?:^|[-_])(?:${ALONE})s?$|[a-z](?:Password|Passphrase|Secret)s?$`, "i");

/**
 * Whether an environment variable or a setting holds a secret, by its name: one of its words is KEY, TOKEN, SECRET,
 * PASSWORD, CREDENTIALS, AUTH or SAS, the last of several is PASS, PWD, PAT, JWT or HEADERS, or it is a connection string.
 *
 * `MAX_TOKENS`, `KEYBOARD`, `PWD` and `JWT_PUBLIC_KEY` are not, and neither is what tells where a secret lies
 * (`SSL_KEY_FILE`, `TOKEN_URL`).
 *
 * @example
 * isSecretName("HF_TOKEN"); // true
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  if (ABOUT_A_SECRET.has(last) || OPEN_KEY.test(words.join("_"))) return false;
  if (words.length > 1 && (SECRET_LAST_WORDS.has(last) || words.includes("PWD"))) return true;
  return words.some((word) => SECRET_WORDS.has(word)) || COMPOUND_NAME.test(name);
}

/**
 * Whether a property of an object holds a secret, by its name. Narrower than {@link isSecretName}, because objects have
 * properties such as `key`, `token` and `eos_token` that are no secrets; names in capitals are taken for variables.
 *
 * @example
 * isSecretProperty("apiKey"); // true
 */
export function isSecretProperty(name: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name) ? isSecretName(name) : PROPERTY_NAME.test(name);
}

/**
 * Whether a name and its value are a working folder, which shells call `PWD` and `OLDPWD`, and no password.
 *
 * @example
 * isWorkingFolder("OLDPWD", "/home/ada"); // true
 */
export const isWorkingFolder = (name: string, value: string): boolean =>
  /^(?:old)?pwd$/i.test(name) && /^(?:~?\/|[a-z]:[\\/])/i.test(value);

import { say } from "../texts/index.js";
import { TunelabError } from "./errors.js";
import { mayCarryKeys } from "./loopback/index.js";

/**
 * Address of a Databricks workspace from what DATABRICKS_HOST or a profile says, which is often without `https://`.
 *
 * Throws `invalid_setting` for what is no address, and for one to which the token would go unencrypted.
 *
 * @example
 * databricksAddress("adb-1.azuredatabricks.net/"); // "https://adb-1.azuredatabricks.net"
 */
export function databricksAddress(host: string): string {
  const address = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  if (mayCarryKeys(address)) return new URL(address).origin;
  const reason = URL.canParse(address) ? say("client.unencrypted") : say("client.noAddress");
  throw new TunelabError(say("core.badHost", { host: host.replace(/\/\/.*@/, "//…@"), reason }), {
    code: "invalid_setting",
    hint: say("client.badSettingHint", { name: "DATABRICKS_HOST" }),
  });
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]", "::1"];

/**
 * Excepts this machine from the proxies of an environment, where it has some: of the embedded service, its keys among it,
 * nothing belongs on another machine, and a proxy could not reach it.
 *
 * Node 24 uses the proxies where `NODE_USE_ENV_PROXY` is set, and heeds what is changed in `process.env` for `fetch`; Python's
 * and other programs that are started from here read them anyway. The small letters win where both are set.
 *
 * @example
 * keepFromProxies(process.env); // HTTP_PROXY=http://proxy:3128 → NO_PROXY=localhost,127.0.0.1,[::1],::1
 */
export function keepFromProxies(env: NodeJS.ProcessEnv): void {
  const large = [env["HTTP_PROXY"], env["HTTPS_PROXY"], env["ALL_PROXY"]];
  const small = [env["http_proxy"], env["https_proxy"], env["all_proxy"]];
  if (![...large, ...small].some(Boolean)) return;
  const given = (env["no_proxy"] || env["NO_PROXY"] || "").split(/[\s,]+/).filter(Boolean);
  if (given.includes("*")) return;
  const except = [...new Set([...given, ...LOOPBACK])].join(",");
  env["NO_PROXY"] = except;
  env["no_proxy"] = except;
}

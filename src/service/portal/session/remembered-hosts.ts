import type { ServiceContext } from "../../context.js";

const KEY = "portal-hosts";

/** Most names that are kept; a hub has one or two. */
const MOST_NAMES = 20;

/** Lets in the names that were remembered before the last restart, so that open tabs behind a proxy go on. */
export function recallHosts({ store, portal }: Pick<ServiceContext, "store" | "portal">): void {
  for (const name of readNames(store)) portal.hosts.add(name);
}

/** Lets a host name in, now and after a restart; the oldest is forgotten when there are too many. */
export async function rememberHost(
  { store, portal }: Pick<ServiceContext, "store" | "portal">,
  name: string,
): Promise<void> {
  portal.hosts.add(name);
  if (readNames(store).includes(name)) return;
  await store.transaction((tx) => {
    const names = [...readNames(tx), name].slice(-MOST_NAMES);
    tx.put("settings", KEY, { value: names });
  });
}

function readNames(store: Pick<ServiceContext["store"], "get">): readonly string[] {
  const value = store.get("settings", KEY)?.value;
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

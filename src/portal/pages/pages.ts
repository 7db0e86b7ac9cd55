import type { ComponentType } from "preact";
import type { Key } from "../i18n/index.js";
import type { IconName } from "../parts/icon.js";

/** A page of the left bar; its code is loaded when it is first opened. */
export interface PortalPage {
  /** First part of its addresses. */
  readonly path: string;
  readonly label: Key;
  readonly icon: IconName;
  /** Goes there after `g`. */
  readonly letter: string;
  /** Told apart from those above it in the bar. */
  readonly isApart?: boolean;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

export const PAGES: readonly PortalPage[] = [
  { path: "jobs", label: "nav.jobs", icon: "jobs", letter: "f", load: () => import("./jobs/index.js") },
  { path: "files", label: "nav.files", icon: "data", letter: "d", load: () => import("./files/index.js") },
  {
    path: "deployments",
    label: "nav.deployments",
    icon: "deployments",
    letter: "p",
    load: () => import("./deployments/index.js"),
  },
  { path: "chat", label: "nav.chat", icon: "chat", letter: "c", load: () => import("./chat/index.js") },
  { path: "runs", label: "nav.runs", icon: "runs", letter: "e", load: () => import("./runs/index.js") },
  {
    path: "connection",
    label: "nav.connection",
    icon: "connection",
    letter: "k",
    isApart: true,
    load: () => import("./connection/index.js"),
  },
  { path: "clean-up", label: "nav.cleanUp", icon: "clean", letter: "u", load: () => import("./clean-up/index.js") },
];

/** Addresses that belong to a page of another name. */
const ALIASES: Readonly<Record<string, string>> = { compare: "runs" };

/** The page of an address; that of the bare address is the first. */
export function pageOf(path: readonly string[]): PortalPage | undefined {
  const [first] = path;
  if (first === undefined) return PAGES[0];
  return PAGES.find((page) => page.path === (ALIASES[first] ?? first));
}

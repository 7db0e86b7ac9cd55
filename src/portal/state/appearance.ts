import { effect, signal } from "@preact/signals";
import { recall, remember } from "./remember.js";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Colours: the system's, or always light or dark. */
export const theme = signal<Theme>(oneOf(THEMES, recall("theme")));
/** Larger text for a room that looks at a projector. */
export const isProjector = signal(recall("projector") === "1");
/** Whether single keys go to pages; they can be turned off, since speech input and tremor press them by accident. */
export const areKeysOn = signal(recall("keys") !== "0");

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(prefersDark.matches);
prefersDark.addEventListener("change", (event) => {
  systemIsDark.value = event.matches;
});

/** Whether the page is dark now. */
export const isDark = signal(false);

/** Applies the choices to the document, now and whenever they change. */
export function startAppearance(): void {
  effect(() => {
    isDark.value = theme.value === "dark" || (theme.value === "system" && systemIsDark.value);
    const root = document.documentElement;
    root.dataset["theme"] = isDark.value ? "dark" : "light";
    root.dataset["size"] = isProjector.value ? "projector" : "normal";
  });
  effect(() => remember("theme", theme.value === "system" ? undefined : theme.value));
  effect(() => remember("projector", isProjector.value ? "1" : undefined));
  effect(() => remember("keys", areKeysOn.value ? undefined : "0"));
}

function oneOf<Name extends string>(names: readonly [Name, ...Name[]], value: string | undefined): Name {
  return names.find((name) => name === value) ?? names[0];
}

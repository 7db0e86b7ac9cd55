import { signal } from "@preact/signals";
import { t } from "./i18n/index.js";
import { PAGES } from "./pages/pages.js";
import { ShowDialog } from "./parts/controls/dialog.js";
import { Check } from "./parts/controls/field.js";
import { navigate } from "./router.js";
import { areKeysOn } from "./state/appearance.js";

export const isHelpShown = signal(false);

/** After `g`, the next letter goes to a page within this time. */
const CHORD_MS = 1500;

/** Listens to the single keys that go to pages and move in lists, but while something is typed or a dialog is open. */
export function startKeyboard(): void {
  let chordUntil = 0;
  addEventListener("keydown", (event) => {
    if (!areKeysOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const { key } = event;
    if (performance.now() < chordUntil) {
      chordUntil = 0;
      const page = PAGES.find(({ letter }) => letter === key);
      if (page === undefined) return;
      event.preventDefault();
      navigate(`#/${page.path}`);
      return;
    }
    if (key === "g") chordUntil = performance.now() + CHORD_MS;
    else if (key === "?") isHelpShown.value = true;
    else if (key === "/") focusFilter(event);
    else if (key === "j" || key === "k") moveRow(event, key === "j" ? 1 : -1);
    else if (key === "x") markRow(event);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input:not([type=checkbox]), textarea, select") !== null;
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
}

/** Lists say which element of a row takes the focus by `data-row-focus`; Enter then opens it, as of any link. */
function moveRow(event: KeyboardEvent, by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row-focus]")];
  if (rows.length === 0) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row.closest("[data-row]")?.contains(document.activeElement) === true);
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]!.focus();
}

function markRow(event: KeyboardEvent): void {
  const box = document.activeElement?.closest("[data-row]")?.querySelector<HTMLInputElement>("input[type=checkbox]");
  if (box === null || box === undefined) return;
  event.preventDefault();
  box.click();
}

/** The list of keys, and the box that turns them off. */
export function KeyHelp() {
  if (!isHelpShown.value) return null;
  const keys: readonly (readonly [string, string])[] = [
    ...PAGES.map(({ letter, label }) => [`g ${letter}`, t(label)] as const),
    ["/", t("keys.filter")],
    ["j k", t("keys.rows")],
    ["Enter", t("keys.open")],
    ["x", t("keys.mark")],
    ["?", t("keys.help")],
    ["Esc", t("keys.close")],
  ];
  return (
    <ShowDialog
      title={t("keys.title")}
      onClose={() => {
        isHelpShown.value = false;
      }}
    >
      <dl class="facts keys">
        {keys.map(([key, what]) => (
          <>
            <dt>
              {key.split(" ").map((part) => (
                <>
                  <kbd>{part}</kbd>{" "}
                </>
              ))}
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <Check
        label={t("keys.on")}
        checked={areKeysOn.value}
        onChange={(checked) => {
          areKeysOn.value = checked;
        }}
      />
    </ShowDialog>
  );
}

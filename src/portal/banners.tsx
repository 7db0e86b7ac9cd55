import { call } from "./api/call.js";
import { link } from "./api/live.js";
import { t } from "./i18n/index.js";
import { Button } from "./parts/controls/button.js";
import { Note } from "./parts/notices/note.js";
import { attempt } from "./parts/notices/toasts.js";
import type { Switches } from "./api-types/index.js";
import { areListsKnown, switches } from "./state/records.js";
import { getMe } from "./state/session.js";

const OFF: Readonly<Record<string, boolean | number | string>> = { contentFilterText: "" };

/** Sets a switch back; its default is nothing of its kind. */
function turnOff(values: Switches): Promise<unknown> {
  const changes = values.active.map((name) => {
    const value = values.values[name];
    return [name, OFF[name] ?? (typeof value === "boolean" ? false : 0)] as const;
  });
  return call("portal/rest/tunelab/teaching-switches", { method: "PATCH", json: Object.fromEntries(changes) });
}

/** What holds for every page: the connection is away, or teaching switches make faults on purpose. */
export function Banners() {
  const known = switches.value ?? getMe().switches;
  const isLost = link.value === "lost" && areListsKnown.value;
  if (!isLost && known.active.length === 0) return null;
  return (
    <div class="stack tight banners">
      {isLost && (
        <Note kind="bad" title={t("live.lost")}>
          {t("live.lostHint")}
        </Note>
      )}
      {known.active.length > 0 && (
        <Note
          kind="warn"
          title={t("switches.on")}
          actions={
            <Button small onClick={() => void attempt(() => turnOff(known))}>
              {t("switches.off")}
            </Button>
          }
        >
          <ul>
            {known.active.map((name) => (
              <li key={name}>
                <code>
                  {name} = {String(known.values[name])}
                </code>
              </li>
            ))}
          </ul>
        </Note>
      )}
    </div>
  );
}

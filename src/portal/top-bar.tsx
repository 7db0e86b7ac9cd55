import { useSignal } from "@preact/signals";
import { link } from "./api/live.js";
import { LOCALES, type Locale, locale, setLocale, t } from "./i18n/index.js";
import { isHelpShown } from "./keyboard.js";
import { Button } from "./parts/controls/button.js";
import { Select } from "./parts/controls/field.js";
import { isProjector, theme, THEMES } from "./state/appearance.js";
import { signOut } from "./state/session.js";

/** Whether the page is live, and how the reader wants to see it. */
export function TopBar() {
  const isOpen = useSignal(false);
  return (
    <section class="top" aria-label={t("shell.settings")}>
      <span class={`link-state ${link.value}`}>{t(`live.${link.value}`)}</span>
      <span class="spring" />
      <button
        type="button"
        class="button small plain menu-button"
        aria-expanded={isOpen.value}
        aria-controls="display-settings"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {t("shell.settings")}
      </button>
      <div id="display-settings" class={`settings${isOpen.value ? " open" : ""}`}>
        <Select<Locale>
          label={t("shell.language")}
          value={locale.value}
          options={(Object.keys(LOCALES) as Locale[]).map((value) => ({ value, label: LOCALES[value] }))}
          onChange={(next) => void setLocale(next)}
        />
        <Select
          label={t("shell.theme")}
          value={theme.value}
          options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
          onChange={(next) => {
            theme.value = next;
          }}
        />
        <Button
          kind="plain"
          small
          pressed={isProjector.value}
          onClick={() => {
            isProjector.value = !isProjector.value;
          }}
        >
          {t("shell.larger")}
        </Button>
        <Button
          kind="plain"
          small
          icon="keyboard"
          onClick={() => {
            isHelpShown.value = true;
          }}
        >
          {t("shell.keys")}
        </Button>
        <Button kind="plain" small onClick={() => void signOut()}>
          {t("shell.signOut")}
        </Button>
      </div>
    </section>
  );
}

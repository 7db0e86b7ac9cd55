import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { link } from "./api/live.js";
import { t } from "./i18n/index.js";
import { pageOf, PAGES, type PortalPage } from "./pages/pages.js";
import { Icon } from "./parts/icon.js";
import { Note } from "./parts/notices/note.js";
import { Button } from "./parts/controls/button.js";
import { Page } from "./parts/page.js";
import { Toasts } from "./parts/notices/toasts.js";
import { Waiting } from "./parts/notices/waiting.js";
import { route } from "./router.js";
import { KeyHelp } from "./keyboard.js";
import { Banners } from "./banners.js";
import { TopBar } from "./top-bar.js";
import iconUrl from "./icon.svg";

/** The frame around every page: where one can go, how things stand, and the page. */
export function Shell() {
  const current = pageOf(route.value.path);
  return (
    <div class="shell">
      <button class="skip" type="button" onClick={() => document.querySelector<HTMLElement>("main")?.focus()}>
        {t("shell.skip")}
      </button>
      <header class="side">
        <a class="brand" href="#/jobs">
          <img src={iconUrl} alt="" width="28" height="28" />
          Tunelab
        </a>
        <nav aria-label={t("shell.pages")}>
          <div class="side-links">
            {PAGES.map((page) => (
              <a
                key={page.path}
                href={`#/${page.path}`}
                class={page.isApart === true ? "gap-above" : undefined}
                aria-current={page === current ? "page" : undefined}
              >
                <Icon name={page.icon} />
                <span>{t(page.label)}</span>
              </a>
            ))}
          </div>
        </nav>
      </header>
      <div class="body">
        <TopBar />
        <main tabIndex={-1}>
          <Banners />
          {current === undefined ? <NotFound /> : <LoadedPage key={current.path} page={current} />}
        </main>
      </div>
      <KeyHelp />
      <Toasts />
      <span class="visually-hidden" role="status">
        {link.value === "lost" ? t("live.lost") : ""}
      </span>
    </div>
  );
}

function LoadedPage({ page }: { readonly page: PortalPage }) {
  const [shown, setShown] = useState<{ readonly view: ComponentType } | undefined>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    page.load().then(
      (module) => setShown({ view: module.default }),
      () => setFailed(true),
    );
  }, [page]);
  if (hasFailed) {
    return (
      <Note
        kind="bad"
        role="alert"
        title={t("shell.pageFailed")}
        actions={
          <Button icon="turn" onClick={() => location.reload()}>
            {t("action.reload")}
          </Button>
        }
      >
        {t("shell.pageFailedHint")}
      </Note>
    );
  }
  if (shown === undefined) return <Waiting />;
  const { view: View } = shown;
  return <View />;
}

function NotFound() {
  return (
    <Page title={t("shell.notFound")}>
      <p>
        <code>{location.hash}</code>
      </p>
      <p>
        <a href="#/jobs">{t("nav.jobs")}</a>
      </p>
    </Page>
  );
}

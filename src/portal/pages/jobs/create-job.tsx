import { Page } from "../../parts/page.js";
import { t } from "../../i18n/index.js";

export function CreateJob() {
  return <Page title={t("jobs.new")} />;
}

import { Page } from "../../parts/page.js";

/** Not built yet. */
export default function Stub() {
  return <Page title="…" />;
}

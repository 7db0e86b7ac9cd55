import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPortal } from "../../../scripts/build-portal.mjs";
import { portalRuns } from "../../../src/cli/portal/portal-runs.js";
import { startTestService, type TestService } from "../../service/helpers.js";
import { recordRuns, type RecordedRuns } from "../../service/portal/recorded-runs.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";

/** A real service with a tiny model, two recorded evaluations and freshly built pages, all in folders of its own. */
export interface PortalService {
  readonly test: TestService;
  readonly runs: RecordedRuns;
  /** Address of the page, with its last slash. */
  readonly url: string;
  /** A one-time token, as `openPortal()` gets it. */
  token(): Promise<string>;
  /** Ends the service and starts it again on the same data and port. */
  restart(pauseMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startPortalService(): Promise<PortalService> {
  const folder = await mkdtemp(join(tmpdir(), "tunelab-portal-"));
  const pagesFolder = join(folder, "pages");
  await buildPortal(pagesFolder);
  const runs = await recordRuns();
  const options = {
    dataDirectory: join(folder, "data"),
    modelPath: writeTinyChatModel(folder),
    pagesFolder,
    runs: portalRuns({ MLFLOW_TRACKING_URI: runs.folder }),
  };
  let test = await startTestService(options);
  const port = Number(new URL(test.service.url).port);
  return {
    get test() {
      return test;
    },
    runs,
    url: `${test.service.url}/`,
    async token() {
      const answer = await test.request("/tunelab/portal-links", { method: "POST", json: {} });
      const { fragment } = (await answer.json()) as { fragment: string };
      return new URLSearchParams(fragment).get("token")!;
    },
    async restart(pauseMs) {
      await test.stop();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      test = await startTestService({ ...options, port });
    },
    async stop() {
      await test.stop();
      await runs.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

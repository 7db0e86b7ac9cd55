import { dataPath } from "./actions.js";
import { call } from "./call.js";
import { CallFailure } from "./failure.js";

/** Above this a file goes up in parts: a proxy on the way holds whole bodies in memory. */
const WHOLE_BYTES = 10_000_000;
const PART_BYTES = 8_000_000;

/** Sends a file and gives its id; `onProgress` hears of the share that has arrived. */
export async function uploadFile(
  file: File,
  options: {
    readonly purpose?: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: (share: number) => void;
  } = {},
): Promise<string> {
  const { purpose = "fine-tune", signal, onProgress } = options;
  const passed = signal === undefined ? {} : { signal };
  await checkReadable(file);
  const type = file.type === "" ? "application/octet-stream" : file.type;
  if (file.size <= WHOLE_BYTES) {
    const form = new FormData();
    form.set("purpose", purpose);
    form.set("file", new Blob([file], { type }), file.name);
    const { id } = await call<{ readonly id: string }>(dataPath("files"), { form, ...passed });
    return id;
  }
  const upload = await call<{ readonly id: string }>(dataPath("uploads"), {
    json: { filename: file.name, purpose, bytes: file.size, mime_type: type },
    ...passed,
  });
  const partIds: string[] = [];
  for (let start = 0; start < file.size; start += PART_BYTES) {
    const form = new FormData();
    form.set("data", file.slice(start, start + PART_BYTES), file.name);
    const part = await call<{ readonly id: string }>(dataPath(`uploads/${upload.id}/parts`), { form, ...passed });
    partIds.push(part.id);
    onProgress?.(Math.min(1, (start + PART_BYTES) / file.size));
  }
  const done = await call<{ readonly file: { readonly id: string } }>(dataPath(`uploads/${upload.id}/complete`), {
    json: { part_ids: partIds },
    ...passed,
  });
  return done.file.id;
}

/** A folder, or a file that has gone or changed on the disk since it was chosen, would look like a broken connection. */
async function checkReadable(file: File): Promise<void> {
  if (file.size === 0) throw new CallFailure(file.name, { status: 400, code: "empty_file" });
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new CallFailure(file.name, { status: 400, code: "unreadable_file" });
  }
}

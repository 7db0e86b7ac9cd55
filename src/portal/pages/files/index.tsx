import { route } from "../../router.js";
import { FileList } from "./file-list.js";
import { FilePage } from "./file-page.js";
import { OpenLocal } from "./open-local.js";
import "./files.css";

/** Data: the files, one file, and a file of the reader's own that goes nowhere. */
export default function Files() {
  const [, id] = route.value.path;
  if (id === undefined) return <FileList />;
  if (id === "open") return <OpenLocal />;
  return <FilePage key={id} id={id} />;
}

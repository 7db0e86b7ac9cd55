/**
 * What the kernel says of its language, in `kernel_info_reply` and in the notebooks that ship with it.
 *
 * Both must be the same: JupyterLab writes the kernel's answer into every notebook that it opens, and marks one that had
 * anything else as changed.
 */
export const languageInfo = (typescriptVersion: string): Readonly<Record<string, string>> => ({
  codemirror_mode: "typescript",
  file_extension: ".ts",
  mimetype: "text/x-typescript",
  name: "typescript",
  nbconvert_exporter: "script",
  pygments_lexer: "typescript",
  version: typescriptVersion,
});

/**
 * Whether the system's error says that nothing may be written there: no right to, a read-only file system, or one that takes no
 * folders.
 *
 * @example
 * isNotWritable(Object.assign(new Error(), { code: "EROFS" })); // true
 */
export function isNotWritable(error: unknown): boolean {
  const { code = "", syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return ["EACCES", "EPERM", "EROFS"].includes(code) || (code === "ENOENT" && syscall === "mkdir");
}

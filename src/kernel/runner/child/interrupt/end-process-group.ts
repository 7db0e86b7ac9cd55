/**
 * Ends this process and everything that its cells started, because the kernel is gone; works from any thread, even when
 * the main one spins.
 */
export function endProcessGroup(): void {
  try {
    process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}

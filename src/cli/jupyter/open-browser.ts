import { spawn } from "node:child_process";

/**
 * Opens an address in the person's browser and says whether there was one to ask.
 *
 * On Linux a browser needs a display; without one nothing is started.
 */
export function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const hasDisplay = environment.DISPLAY !== undefined || environment.WAYLAND_DISPLAY !== undefined;
  if (process.platform === "linux" && !hasDisplay) return Promise.resolve(false);
  const [command, args] =
    process.platform === "darwin"
      ? ["open", [url]]
      : process.platform === "win32"
        ? ["cmd", ["/c", "start", "", url.replaceAll("&", "^&")]]
        : ["xdg-open", [url]];
  return new Promise((resolve) => {
    const opener = spawn(command as string, args as string[], { stdio: "ignore", detached: true });
    opener.once("error", () => resolve(false));
    opener.once("spawn", () => {
      opener.unref();
      resolve(true);
    });
  });
}

import { pino, type Logger } from "pino";

/** Bytes of log that wait in memory while the disk is full; what is more is lost. */
const WAITING_BYTES = 1_000_000;

/**
 * Opens the service's log; header fields, which hold keys, are left out of it.
 *
 * A log that cannot be written (the disk is full, a folder is in its place, it belongs to somebody else) costs its lines
 * and not the service: without a listener the failed write would end the process, and so would a later write to a file
 * that could not be opened.
 *
 * @example
 * const logger = openLogFile(".tunelab/data/service.log", "info");
 */
export function openLogFile(path: string, level: string): Logger {
  const destination = pino.destination({ dest: path, mkdir: true, mode: 0o600, sync: false, maxLength: WAITING_BYTES });
  destination.on("error", () => undefined);
  const flush = destination.flushSync.bind(destination);
  // Called as the process ends, also for a file that could not be opened, of which it throws.
  destination.flushSync = (): void => {
    try {
      flush();
    } catch {
      // Nothing can be written any more.
    }
  };
  const write = (line: string): void => {
    try {
      destination.write(line);
    } catch {
      // Destroyed, for it could not be opened.
    }
  };
  return pino({ level, redact: ["req.headers", "headers"] }, { write });
}

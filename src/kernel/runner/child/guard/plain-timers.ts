// Node's own timers; those that cells see end with a cell that is interrupted.
import timers from "node:timers";

export const { setTimeout: setPlainTimeout, clearTimeout: clearPlainTimeout } = timers;

export { lockFile, withFileLock, type FileLock, type FileLockOptions } from "./file-lock.js";
export { readLockOwner, type LockOwner } from "./lock-owner.js";
export { isNotWritable } from "./is-not-writable.js";
export { makeFolder, makeFolderSync } from "./make-folder.js";
export { syncFolder } from "./sync-folder.js";
export { isUnfinished, writeWholeFile, writeWholeFileSync, type WriteText } from "./write-whole-file.js";

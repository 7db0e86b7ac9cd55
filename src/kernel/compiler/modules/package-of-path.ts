const IMPORT_TYPE = /import\("([^"]+)"(?:, \{[^()]*\})?\)/g;
const INSTALLED = /^.*\/node_modules\/(?:@types\/)?((?:@[^/]+\/)?[^/]+)/;

/**
 * Writes the types of packages by the name that a cell imports them under, not by where their declarations lie on this
 * machine.
 *
 * @example
 * namePackages('typeof import("/home/me/node_modules/openai/index")', "/tunelab"); // 'typeof import("openai")'
 */
export function namePackages(text: string, projectRoot: string): string {
  return text.replace(IMPORT_TYPE, (whole, path: string) => {
    const installed = INSTALLED.exec(path)?.[1];
    if (installed !== undefined) return `import("${installed}")`;
    return `import("${path.startsWith(`${projectRoot}/dist/`) ? "tunelab" : path}")`;
  });
}

export const imports = {
  "imports.address": "Cells import packages and files, not addresses: install the package with %npm install.",
  "imports.noNodeModule": "Node.js has no such module.",
  "imports.meant": "Did you mean {name}?",
  "imports.space": "There is a space in the name: did you mean {name}?",
  "imports.shortForm": 'Short forms of paths (tsconfig.json, package.json "imports") are not known here: write "./…".',
  "imports.noPackageName": "This is not the name of a package; those of files begin with ./",
  "imports.installAs": 'Install it with %npm install {name}, and import it as "{name}".',
  "imports.nothingThere": "{name} is installed, but has nothing to import at {specifier}.",
  "imports.install": "Install it beside the notebook: %npm install {name}",
  "imports.meantOrInstall": 'Did you mean "{nearest}"? If not, install it beside the notebook: %npm install {name}',
  "imports.noFile": "There is no such file: {file} (from {folder}).",
  "imports.noFolder": "There is no folder {folder} either.",
  "imports.isFolder": "{folder} is a folder without an index file.",
  "imports.fileInFolder": "Import one of its files, such as {name}.",
  "imports.emptyFolder": "There is no file in it that could be imported.",
  "imports.files":
    "Paths of imports start in the folder of the notebook, or of the file that imports; check the name, or create the file there.",
} as const;

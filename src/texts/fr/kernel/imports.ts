import type { imports as english } from "../../en/kernel/imports.js";

export const imports: Readonly<Record<keyof typeof english, string>> = {
  "imports.address":
    "Les cellules importent des paquets et des fichiers, pas des adresses : installez le paquet avec %npm install.",
  "imports.noNodeModule": "Node.js n'a pas de tel module.",
  "imports.meant": "Vouliez-vous dire {name} ?",
  "imports.space": "Il y a une espace dans le nom : vouliez-vous dire {name} ?",
  "imports.shortForm":
    'Les formes courtes de chemins (tsconfig.json, "imports" de package.json) ne sont pas connues ici : écrivez "./…".',
  "imports.noPackageName": "Ce n'est pas le nom d'un paquet ; ceux des fichiers commencent par ./",
  "imports.installAs": 'Installez-le avec %npm install {name} et importez-le sous "{name}".',
  "imports.nothingThere": "{name} est installé, mais n'a rien à importer sous {specifier}.",
  "imports.install": "Installez-le à côté du notebook : %npm install {name}",
  "imports.meantOrInstall":
    'Vouliez-vous dire "{nearest}" ? Sinon, installez-le à côté du notebook : %npm install {name}',
  "imports.noFile": "Il n'y a pas de tel fichier : {file} (depuis {folder}).",
  "imports.noFolder": "Il n'y a pas non plus de dossier {folder}.",
  "imports.isFolder": "{folder} est un dossier sans fichier index.",
  "imports.fileInFolder": "Importez l'un de ses fichiers, par exemple {name}.",
  "imports.emptyFolder": "Il ne contient aucun fichier que l'on puisse importer.",
  "imports.files":
    "Les chemins des imports partent du dossier du notebook, ou de celui du fichier qui importe ; vérifiez le nom, ou créez le fichier à cet endroit.",
};

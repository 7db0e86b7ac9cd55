import type { magics as english } from "../../en/kernel/magics.js";

export const magics: Readonly<Record<keyof typeof english, string>> = {
  "magics.sh":
    "Exécute le reste de la cellule dans le shell, montre sa sortie au fur et à mesure, et son code de sortie s'il échoue.",
  "magics.sql":
    "Exécute le reste de la cellule en SQL et montre le résultat en tableau ; avec `name <<`, l'affecte à la place.",
  "magics.format": "Remplace le reste de la cellule, qui n'est pas exécuté, par le même code tel que Prettier l'écrit.",
  "magics.time": "Dit combien de temps a pris une instruction, ou toute la cellule.",
  "magics.env":
    "Liste les variables d'environnement, en montre une ou en définit une. Les valeurs des secrets sont masquées.",
  "magics.reveal":
    "Montre une variable d'environnement avec sa valeur, même d'un secret, cette seule fois. Effacez la sortie avant d'enregistrer.",
  "magics.load_env":
    "Définit les variables d'environnement que liste un fichier .env ; les valeurs ne sont pas montrées.",
  "magics.cd":
    "Change le dossier où les cellules lisent et écrivent des fichiers. Les imports partent toujours du dossier du notebook.",
  "magics.pwd": "Montre le dossier actuel.",
  "magics.who": "Liste les noms que les cellules ont définis, avec le genre de chacun.",
  "magics.reset": "Oublie tous les noms que les cellules ont définis ; le processus et les modules chargés restent.",
  "magics.npm":
    "Installe des paquets npm dans node_modules du dossier du notebook, pour les notebooks de ce dossier seulement.",
  "magics.pip":
    "Installe des paquets Python dans l'environnement Python de tunelab, pour %%sh ; les cellules ne peuvent pas les importer.",
  "magics.help": "Explique les commandes magiques, ou l'une d'elles.",
  "magics.example": "Exemple : {code}",
  "magics.unknown": "Il n'y a pas de commande magique {name}.",
  "magics.oneSign": "{name} s'écrit avec un seul %.",
  "magics.wholeCell": "{name} prend toute la cellule et doit en être la première ligne.",
  "magics.helpLists": "%help liste les commandes magiques.",
  "magics.hidden": "(définie, masquée)",
  "magics.notSet": "{name} n'est pas définie.",
  "magics.revealWhat": "%reveal a besoin du nom d'une variable.",
  "magics.revealHint": "%env liste les variables ; par exemple, %reveal AZURE_OPENAI_API_KEY.",
  "magics.fileNotRead": "Le fichier {file} ne peut pas être lu dans {folder}.",
  "magics.fileNotReadHint":
    "Donnez le chemin d'un fichier .env, par exemple %load_env .env ; %pwd montre le dossier actuel.",
  "magics.noVariables": "{file} ne liste aucune variable.",
  "magics.loaded": "{n} variable définie depuis {file} : {names}|{n} variables définies depuis {file} : {names}",
  "magics.notFormatted": "La cellule ne peut pas être mise en forme. {why}",
  "magics.noCode": "Elle n'a pas de code.",
  "magics.noCodeHint": "Mettez %format au-dessus du code de la cellule, ou devant.",
  "magics.noTypeScript": "{magic} prend un texte qui n'est pas du TypeScript.",
  "magics.noTypeScriptHint": "Retirez %format.",
  "magics.completeCode": "Complétez d'abord le code.",
  "magics.prettierSettings":
    "Regardez les réglages de Prettier et .editorconfig dans le dossier du notebook et au-dessus.",
  "magics.wallTime": "Temps écoulé : {time}",
  "magics.folderNotEntered": "Impossible d'entrer dans le dossier {folder} depuis {from}.",
  "magics.folderNotEnteredHint": "%%sh avec ls liste ce qui s'y trouve ; %cd sans dossier revient à celui du notebook.",
  "magics.noNames": "Aucune cellule n'a encore défini de nom.",
  "magics.forgot": "{n} nom oublié.|{n} noms oubliés.",
  "magics.ownFolder": "%npm install modifierait tunelab lui-même : ce notebook est dans son dossier principal.",
  "magics.ownFolderHint": "Déplacez le notebook dans un dossier à lui et installez là.",
  "magics.npmScope": "pour les notebooks de ce dossier seulement",
  "magics.pipScope":
    "pour les programmes Python lancés par %%sh ; les cellules sont en TypeScript et ne peuvent pas les importer",
  "magics.installing": "Installation dans {folder} : {scope}.",
  "magics.removing": "Suppression dans {folder} : {scope}.",
  "magics.looking": "Dans {folder} : {scope}.",
  "magics.notSupported": "{magic} n'est pas possible.",
  "magics.notSupportedHint": "Écrivez {magic} install paquet, ou utilisez %%sh pour le reste.",
  "magics.ended": "{tool} s'est terminé avec le code de sortie {status}.",
  "magics.endedHint": "La sortie ci-dessus dit pourquoi ; vérifiez le nom du paquet et le réseau.",
  "magics.notStarted": "Le programme {name} ne peut pas être lancé.",
  "magics.notStartedHint": "Vérifiez qu'il est installé et dans le PATH que montre %env PATH.",
  "magics.shellEnded": "Le shell s'est terminé avec le code de sortie {status}.",
  "magics.shellEndedHint": "La sortie ci-dessus dit pourquoi. Ajoutez {code} à une commande qui peut échouer.",
  "magics.noSqlEngine": "Aucun moteur SQL n'est enregistré dans ce notebook.",
  "magics.noSqlEngineHint":
    "Exécutez d'abord une cellule avec {code} ; elle enregistre DuckDB, ou Databricks s'il est configuré.",
};

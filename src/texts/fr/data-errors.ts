import type { dataErrors as english } from "../en/data-errors.js";

export const dataErrors: Readonly<Record<keyof typeof english, string>> = {
  "data.running": "Exécution de l'instruction",
  "data.noWarehouse": "DATABRICKS_HOST est définie, mais aucun SQL warehouse ne l'est.",
  "data.noWarehouseHint":
    "Définissez DATABRICKS_HTTP_PATH (SQL Warehouses, votre warehouse, Connection details), ou retirez DATABRICKS_HOST pour utiliser le moteur embarqué.",
  "data.warehouseRefused": "Le warehouse ne peut pas exécuter l'instruction. {message}",
  "data.warehouseRefusedHint": "Le message est du warehouse lui-même ; il parle le SQL de Databricks.",
  "data.endedAs": "elle s'est terminée en {state}.",
  "data.stillRunning": "L'instruction est encore {state} après {n} s ; elle a été annulée.",
  "data.stillRunningHint":
    "PENDING veut dire que le warehouse démarre : regardez SQL Warehouses dans l'espace de travail.",
  "data.statementDone": "{verb} : fait.",
  "data.uploading": "Envoi de {path}",
  "data.downloading": "Téléchargement de {path}",
  "data.listing": "Liste de {path}",
  "data.noWorkspace": "Aucun espace de travail Databricks n'est défini.",
  "data.noWorkspaceHint":
    "Définissez DATABRICKS_HOST et DATABRICKS_TOKEN. Sans eux, les volumes sont des dossiers : lisez-les avec node:fs.",
  "data.halfSet": "{set} est définie, mais pas {missing}.",
  "data.halfSetHint":
    "Définissez aussi {missing} pour utiliser l'espace de travail, ou retirez {set} pour utiliser le moteur embarqué et des dossiers.",
  "data.workspaceToken": "jeton de l'espace de travail",
  "data.hostSilent": "{action} : échec, {host} n'a pas répondu.",
  "data.hostSilentHint": "Vérifiez DATABRICKS_HOST ({address}, sans chemin) et le réseau.",
  "data.tokenRefused":
    "DATABRICKS_TOKEN a peut-être expiré, ou son propriétaire n'a pas le droit d'utiliser ce catalogue, ce volume ou ce warehouse (GRANT, Permissions).",
  "data.checkNames":
    "Vérifiez les noms du catalogue, du schéma, du volume et du fichier ; SHOW VOLUMES IN main.default liste les volumes.",
  "data.workspaceFailed":
    "Le message est de l'espace de travail lui-même. Réessayez dans une minute, si c'est lui qui a échoué et non votre requête.",
  "data.bigint": "{name} ne peut pas être calculé sur des nombres entiers au-delà de 2^53. {message}.",
  "data.bigintHint": "Faites d'abord de la colonne une colonne de nombres, ce qui les arrondit : {code}.",
  "data.theFrame": "Le DataFrame",
  "data.openQuote": "La ligne {line} de {source} ouvre un guillemet qui n'est jamais fermé.",
  "data.openQuoteHint": 'Fermez-le, ou doublez-le ("") là où c\'est un caractère.',
  "data.columnTwice": "L'en-tête de {source} a deux fois la colonne '{name}'.",
  "data.columnTwiceHint": "Renommez l'une d'elles dans le fichier : les lignes sont lues par les noms des colonnes.",
  "data.tooManyCells": "La ligne {line} de {source} a {cells} cellules, l'en-tête {width}.",
  "data.tooManyCellsHint": 'Une cellule qui contient une virgule doit être entre guillemets doubles : "a, b".',
  "data.brokenLine": "La ligne {line} de {path} n'est pas du JSON : {reason}",
  "data.brokenLineHint":
    "Chaque ligne doit être une valeur JSON entière. Ouvrez le fichier à cette ligne, ou utilisez streamJsonl pour la passer.",
  "data.lineNotUtf8": "La ligne {line} de {path} n'est pas en UTF-8 : {undecoded}.",
  "data.unpack": "Décompressez-le, ou exportez d'abord son contenu comme texte UTF-8.",
  "data.rewriteLine":
    "Ouvrez le fichier à cette ligne et récrivez-la ; on peut donner à readCsv l'encodage de tout un fichier : encoding.",
  "data.saveUtf8":
    "Enregistrez le fichier en UTF-8 dans le programme qui l'a écrit, ou convertissez-le : iconv -f WINDOWS-1252 -t UTF-8 old > new.",
  "data.lineTooLong": "La ligne {line} de {path} n'a pas de fin avant 256 millions d'octets.",
  "data.lineTooLongHint":
    "JSONL a un exemple par ligne. Un tableau JSON doit d'abord être écrit avec un élément par ligne.",
  "data.noFile": "Le fichier {path} ne peut pas être lu.",
  "data.noFileHint": "Vérifiez le nom et le dossier : les chemins relatifs partent de {folder}.",
  "data.notFile": "{path} n'est pas un fichier.",
  "data.notFileHint": "Nommez un fichier qui s'y trouve, par exemple training_set.jsonl.",
  "data.utf16": "{path} est en UTF-16 ; les fournisseurs n'acceptent que l'UTF-8.",
  "data.utf16Hint": "Enregistrez-le en UTF-8. Dans PowerShell : Set-Content -Encoding utf8.",
  "data.badShareHint": "0.2 garde un cinquième des lignes pour la validation.",
  "data.tooManyDrawn": "{count} lignes ne peuvent pas être tirées de {all}.",
  "data.tooManyDrawnHint": "Demandez un nombre entier de 0 à {all}.",
  "data.duckdbRefused": "DuckDB ne peut pas exécuter l'instruction. {message}",
  "data.duckdbRefusedHint":
    "Le moteur embarqué parle le SQL de DuckDB ; définissez DATABRICKS_HOST, DATABRICKS_TOKEN et DATABRICKS_HTTP_PATH pour l'exécuter sur un warehouse.",
  "data.volumeParts": "« {statement} » ne nomme pas un volume par ses trois parties.",
  "data.volumePartsHint":
    "Écrivez CREATE VOLUME catalog.schema.volume, par exemple CREATE VOLUME main.default.fine_tuning.",
  "data.noVolume": "Il n'y a pas de volume {name}.",
  "data.noVolumeHint": "SHOW VOLUMES liste ceux qui existent.",
  "data.noStatement": "Il n'y a pas d'instruction SQL dans la cellule.",
  "data.noStatementHint": "Écrivez-en une sous %sql, par exemple SELECT 42 AS answer.",
  "data.outside": "{path} sort de /Volumes.",
  "data.outsideHint": 'Le chemin d\'un volume est {form}, sans "..".',
  "data.placeholder": "{found} dans « {text} » est un texte encore à remplacer.",
  "data.placeholderHint":
    "Écrivez un nom à vous au lieu de {found}, par exemple main pour un catalogue : /Volumes/main/default/fine_tuning.",
};

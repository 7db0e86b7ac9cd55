import type { tracking as english } from "../en/tracking.js";

export const tracking: Readonly<Record<keyof typeof english, string>> = {
  "runs.caption": "{n} exécution|{n} exécutions",
  "runs.started": "début",
  "runs.seconds": "secondes",
  "runs.notEnded": "L'exécution {run} n'est pas terminée : {reason}",
  "runs.kept": "{reason} L'exécution est gardée dans {place} ; mlflow.push(runId) l'envoie.",
  "runs.torn": "La copie dans {place} ne peut pas être écrite ; l'exécution continue sur le serveur : {reason}",
  "runs.noCopy": "L'exécution n'a pas de copie dans {place} : {reason}",
  "runs.stillOpen": "L'exécution {name} ({id}) est encore ouverte.",
  "runs.stillOpenHint": "Fermez-la avec mlflow.endRun(), ou ouvrez-en une au-dessous avec nested: true.",
  "runs.noServer": "L'URI de suivi est le dossier {uri} : il n'y a pas de serveur à qui envoyer.",
  "runs.noServerHint":
    "Définissez MLFLOW_TRACKING_URI sur l'adresse d'un serveur ; `npm run mlflow` en démarre un et la montre.",
  "runs.notTracked": "Le résultat n'a pas été suivi, il n'y a donc pas d'exécution à envoyer.",
  "runs.notTrackedHint": "Évaluez avec mlflow.evaluate, qui enregistre toujours une exécution.",
  "runs.noPlace": "L'artefact '{path}' n'a pas de place dans son exécution.",
  "runs.noPlaceHint":
    "Un nom ne peut pas être à la fois un fichier et un dossier, ni dépasser 255 octets : choisissez un autre chemin.",
  "runs.noArtifact": "L'exécution {run} n'a pas d'artefact '{path}'.",
  "runs.noArtifactHint": "mlflow.listArtifacts() montre ceux qu'elle a.",
  "runs.noExperiment": "Il n'y a pas d'expérience {id} dans {store}.",
  "runs.noExperimentHint":
    "Créez-la avec mlflow.setExperiment(name), ou omettez l'expérience pour utiliser celle par défaut.",
  "runs.noRun": "Il n'y a pas d'exécution {run} dans {store}.",
  "runs.noRunHint": "mlflow.searchRuns() liste les exécutions de l'expérience actuelle.",
  "runs.diskFull": "{path} n'a pas pu être écrit : {written} octets sur {all} avaient la place.",
  "runs.diskFullHint": "Faites de la place sur le disque, et enregistrez de nouveau.",
  "runs.noRoom": "Impossible d'écrire {path} : le disque est plein.",
  "runs.notWritable": "Impossible d'écrire {path} : ce n'est pas permis ({code}).",
  "runs.notWritableHint": "Donnez-vous le droit d'y écrire, ou indiquez un autre dossier dans MLFLOW_TRACKING_URI.",
  "runs.locked": "Un autre processus{pid} tient {path}.",
  "runs.lockedHint": "Réessayez ; si aucun autre notebook n'est en cours, supprimez ce fichier.",
  "runs.badFilter": "Le filtre n'est pas compris à partir de {clause}.",
  "runs.badFilterHint":
    "Joignez les conditions avec and : metrics.accuracy > 0.9 and params.model = 'a' and tags.`my tag` LIKE '%b%'.",
  "runs.paramFixed": "Le paramètre '{key}' est déjà '{known}' et ne peut pas devenir '{value}'.",
  "runs.paramFixedHint":
    "Les paramètres d'une exécution sont fixes, comme dans MLflow : démarrez une autre exécution, ou enregistrez un tag.",
  "runs.noTable": "Aucune exécution de l'expérience n'a le tableau '{file}'.",
  "runs.noTableHint": "Choisissez l'expérience avec mlflow.setExperiment(name), ou donnez {code}.",
  "runs.metricType": "La métrique '{key}' est un {type}.",
  "runs.metricTypeHint": "Les métriques sont des nombres.",
  "runs.badStep": "L'étape de '{key}' est {step}.",
  "runs.badStepHint": "Les pas sont des nombres entiers.",
  "runs.badTime": "L'instant de '{key}' est {time}.",
  "runs.badTimeHint": "Les instants sont des millisecondes entières depuis 1970.",
  "runs.emptyName": "Le nom de l'expérience est vide.",
  "runs.emptyNameHint": "Donnez-lui un nom.",
  "runs.experimentName": "Le nom de l'expérience",
  "runs.badPath": "{path} n'est pas un chemin d'artefact.",
  "runs.badPathHint": "Utilisez un chemin relatif avec des barres obliques, comme report.html ou plots/loss.png.",
  "runs.longKey": "Le nom ({kind}) a {n} caractères.",
  "runs.longKeyHint": "{n} sont permis : raccourcissez-le.",
  "runs.badKey": "{key} ne peut pas être un nom ({kind}).",
  "runs.badKeyHint":
    "Lettres, chiffres, _, -, ., :, / et espaces sont permis, et aucune partie entre barres obliques ne peut être vide, . ou ..",
  "runs.notText": "{what} est un {type}.",
  "runs.notTextHint": "Convertissez-le d'abord en texte.",
  "runs.tooLong": "{what} a {n} caractères, et un serveur en garde {most}.",
  "runs.tooLongHint": "Enregistrez le long texte comme artefact : mlflow.logText(text, path).",
  "runs.bigMetric": "La métrique '{key}' est {value}, qu'un nombre ne contient pas exactement.",
  "runs.bigMetricHint": "Enregistrez-la comme paramètre, qui est du texte, ou arrondissez-la exprès : Number(value).",
  "runs.tooLarge": "{path} a {n} octets ; ce serveur en accepte {most} au plus.",
  "runs.tooLargeHint": "Démarrez le serveur avec --serve-artifacts, qui n'a pas cette limite.",
  "runs.noAddress": "L'espace de travail n'a pas donné d'adresse pour {path}.",
  "runs.noAddressHint": "Vérifiez que vous pouvez écrire dans le stockage de l'expérience.",
  "runs.noJson": "{url} a répondu {answer} là où du JSON était attendu.",
  "runs.noJsonHint":
    "Vérifiez que l'adresse est celle d'un serveur MLflow, et non d'une page ou d'un proxy devant lui.",
  "runs.late": "n'a pas répondu en {seconds} s",
  "runs.unreached": "ne peut pas être joint ({reason})",
  "runs.unavailable": "{server} {why}.",
  "runs.unavailableHint":
    "Vérifiez que le serveur tourne et que MLFLOW_TRACKING_URI est son adresse. `npm run mlflow` en démarre un ici.",
  "runs.refused": "{server} a refusé l'accès ({said}).",
  "runs.unknown": "{server} ne le connaît pas ({said}).",
  "runs.unknownHint":
    "Vérifiez l'exécution, l'expérience ou l'artefact : il a peut-être été supprimé, ou se trouve sur un autre serveur.",
  "runs.useExisting": "Utilisez celui qui existe.",
  "runs.answered404": "{server} a répondu 404.",
  "runs.answered404Hint":
    "Vérifiez que MLFLOW_TRACKING_URI est l'adresse d'un serveur MLflow, sans un chemin comme /#/experiments.",
  "runs.busy": "{server} est occupé ({said}).",
  "runs.failing": "{server} est en panne ({said}).",
  "runs.tryLater":
    "Réessayez plus tard ; ce qui a été enregistré reste dans le stockage local, et mlflow.push(runId) l'envoie.",
  "runs.notAccepted": "{server} ne l'a pas accepté ({said}).",
  "runs.notAcceptedHint": "Le message du serveur dit quel nom ou quelle valeur il n'accepte pas.",
  "runs.badUri": "L'URI de suivi {uri} est d'un type qui n'est pas pris en charge.",
  "runs.badUriHint":
    "Utilisez l'adresse d'un serveur MLflow (http://…), databricks, ou un dossier. Les bases de données s'atteignent par un serveur.",
  "runs.credentials":
    "Définissez MLFLOW_TRACKING_USERNAME et MLFLOW_TRACKING_PASSWORD, ou MLFLOW_TRACKING_TOKEN, avec ce que le serveur connaît.",
  "runs.heldCredentials":
    "{names} est définie, mais pour {home}, et n'est pas envoyée à {server} : définissez-la là où l'adresse {server} est définie, à côté d'elle.|{names} sont définies, mais pour {home}, et ne sont pas envoyées à {server} : définissez-les là où l'adresse {server} est définie, à côté d'elle.",
  "runs.otherCredentials":
    "Utilisateur, mot de passe et jeton de l'environnement sont pour MLFLOW_TRACKING_URI, {server}, et ne sont pas envoyés à un autre serveur : écrivez-les dans l'adresse, http://utilisateur:motdepasse@hôte, ou donnez ce serveur à MLFLOW_TRACKING_URI.",
  "runs.databricksToken":
    "Vérifiez DATABRICKS_TOKEN : il a peut-être expiré, ou n'a pas le droit d'utiliser l'expérience.",
  "runs.uriMissing": "L'URI de suivi est {uri}, et {missing} n'est pas définie.",
  "runs.setWorkspace":
    "Définissez DATABRICKS_HOST sur l'adresse de l'espace de travail et DATABRICKS_TOKEN sur un jeton d'accès.",
  "runs.setWorkspaceOrProfile":
    "Définissez DATABRICKS_HOST sur l'adresse de l'espace de travail et DATABRICKS_TOKEN sur un jeton d'accès, ou remplissez le profil {profile} dans ~/.databrickscfg.",
};

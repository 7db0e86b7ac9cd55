import type { client as english } from "../../en/models/client.js";

export const client: Readonly<Record<keyof typeof english, string>> = {
  "client.secondJob":
    "Les mêmes fichiers sont entraînés une deuxième fois avec les mêmes paramètres : la première tâche est {first}, et celle-ci, {second}, est facturée comme elle. Si ce n'était pas voulu : {cancel}",
  "client.failed": "{action} : échec{status} : {message}",
  "client.nobodyAnswered": "{action} : personne n'a répondu. {message}",
  "client.readingJob": "Lecture de la tâche {id}",
  "client.readingEvents": "Lecture des événements de {id}",
  "client.readingCheckpoints": "Lecture des points de contrôle de {id}",
  "client.readingResults": "Lecture des résultats de {id}",
  "client.listingJobs": "Liste des tâches",
  "client.listingDeployments": "Liste des déploiements",
  "client.trying": "Essai du déploiement {name}",
  "client.deploying": "Déploiement de {name}",
  "client.changing": "Modification de {name}",
  "client.reading": "Lecture de {name}",
  "client.deleting": "Suppression de {name}",
  "client.asking": "Question à {name} sur son identité",
  "client.openPortal": "Ouvrir le portail",
  "client.linkOnce": " (le lien sert une fois, dans les dix minutes ; ensuite le navigateur reste connecté)",
  "client.portalAt": "Portail : {url}",
  "client.unknownHub":
    "Si la page dit que son Host n'est pas ce service, donnez une fois le nom qui est dans l'adresse du navigateur : {code}. jupyter-server-proxy doit être installé.",
  "client.hint.not_recorded":
    "Une relecture ne répond qu'à ce qui a été demandé lors de l'enregistrement. Demandez la même chose, enregistrez de nouveau avec TUNELAB_RECORD, ou retirez TUNELAB_REPLAY.",
  "client.hint.token_expired":
    "Un jeton dure environ une heure. Relancez az account get-access-token et mettez son accessToken dans TEMP_AUTH_TOKEN.",
  "client.hint.token_invalid":
    "TEMP_AUTH_TOKEN doit être le seul champ accessToken, du locataire auquel appartient l'abonnement.",
  "client.hint.role_missing":
    "Votre compte a besoin du rôle Cognitive Services OpenAI Contributor sur la ressource ; un nouveau rôle met quelques minutes à agir.",
  "client.hint.deployment_not_found":
    "Vérifiez le nom du déploiement (AZURE_OPENAI_DEPLOYMENT), qui n'est pas celui du modèle ; un nouveau prend jusqu'à 5 minutes.",
  "client.hint.deployment_not_ready":
    "Le déploiement existe mais ne répond pas encore. Attendez quelques minutes, ou utilisez deployModel, qui attend.",
  "client.hint.quota_exceeded":
    "L'abonnement n'a plus de quota pour ce modèle ici. Demandez moins de capacité, supprimez un déploiement inutilisé, prenez une autre région, ou demandez du quota. Les essais gratuits n'en ont pas.",
  "client.hint.deployment_limit":
    "Une ressource contient au plus 10 déploiements ajustés. Supprimez-en un qui ne sert pas (ils sont facturés à l'heure).",
  "client.hint.sku_not_supported":
    'Essayez sku: "GlobalStandard" ou "DeveloperTier" ; ceux qui existent dépendent du modèle, de la version et de la région.',
  "client.hint.model_not_tunable":
    "La cause peut être la région, le suffixe de version ou trainingType, et pas seulement le modèle : essayez une autre région, le nom daté (gpt-4.1-mini-2025-04-14), ou trainingType Standard.",
  "client.hint.model_retired":
    "Le modèle a été retiré. Mettez dans TUNELAB_BASE_MODEL ou AZURE_OPENAI_DEPLOYMENT un modèle encore proposé.",
  "client.hint.content_refused":
    "Le contrôle de sécurité du fournisseur a refusé les données. Retirez les exemples sur les dangers qu'il nomme ; avec des fichiers courts, il y a de faux positifs.",
  "client.hint.content_filtered":
    "Le filtre de contenu du fournisseur a bloqué le prompt ou la réponse. Reformulez ; le corps de l'erreur dit quelle catégorie.",
  "client.hint.tools_not_supported":
    "Le modèle embarqué ne peut pas apprendre les appels d'outils. Laissez ces exemples de côté ici ; OpenAI et Azure les acceptent.",
  "client.hint.empty_file": "Vérifiez le chemin, et que l'écriture du fichier était finie avant l'envoi.",
  "client.hint.invalid_suffix":
    'Utilisez des lettres, des chiffres, "-" et "_", et au plus 18 caractères pour convenir partout, par exemple "deux-mots".',
  "client.hint.invalid_training_file":
    "Lancez readChatDataset sur le fichier : il nomme chaque ligne défectueuse et ce qui ne va pas.",
  "client.hint.too_few_examples": "Ajoutez des exemples : 10 sont le minimum, 50 à 100 sont conseillés.",
  "client.hint.key_refused":
    "La clé n'est pas celle de ce point de terminaison, ou a été renouvelée. Recopiez la clé et le point de terminaison, tous deux de la même ressource.",
  "client.hint.forbidden":
    "Le compte n'a pas ce droit : vérifiez son rôle sur la ressource, et les règles de réseau de la ressource.",
  "client.hint.not_found": "Vérifiez le point de terminaison (sans chemin derrière), l'api-version et le nom demandé.",
  "client.hint.rate_limited":
    "Trop de jetons par minute pour la capacité du déploiement. Attendez le temps que dit le message, ou augmentez la capacité.",
  "client.hint.conflict":
    "Quelque chose de ce nom existe ou est en train de changer. Attendez la fin, ou choisissez un autre nom.",
  "client.hint.provider_failed": "C'est le fournisseur qui a échoué, pas votre requête. Réessayez dans une minute.",
  "client.hint.unreachable":
    "Vérifiez l'orthographe du point de terminaison, le réseau et un proxy. Le service embarqué est relancé par openLab.",
  "client.hint.provider_refused":
    "Le message est du fournisseur lui-même ; cherchez dans les paramètres de la requête.",
  "client.embeddedAndOthers": "TUNELAB_PROVIDER est embedded, mais {names} désignent un autre fournisseur.",
  "client.entraAndKey":
    "TUNELAB_AZURE_AUTH est entra, mais AZURE_OPENAI_API_KEY est définie : une seule des deux peut servir à s'authentifier.",
  "client.twoAddresses":
    "AZURE_OPENAI_ENDPOINT et OPENAI_BASE_URL sont toutes deux définies, et le paquet openai n'en accepte qu'une.",
  "client.means": "{names} désigne {provider}|{names} désignent {provider}",
  "client.contradiction": "Les réglages se contredisent. {message}",
  "client.contradictionHint":
    "Retirez ceux que vous ne voulez pas (voir le tableau des réglages), ou choisissez avec TUNELAB_PROVIDER=azure ou openai.",
  "client.authNames": "c'est entra, ou rien.",
  "client.providerNames": "c'est azure, openai ou embedded.",
  "client.noAddress": "ce doit être une adresse avec http:// ou https://.",
  "client.userInAddress":
    "il y a un nom d'utilisateur ou un mot de passe avant le @, et aucun appel n'est possible ainsi.",
  "client.hashInAddress": "il y a un #, et rien de ce qui le suit n'est envoyé.",
  "client.unencrypted": "l'adresse doit commencer par https://, sinon votre clé voyagerait sans chiffrement.",
  "client.placeholder": "c'est encore le texte à remplacer du labo.",
  "client.wholeToken": "TEMP_AUTH_TOKEN contient toute la réponse de az account get-access-token.",
  "client.wholeTokenHint": "Copiez seulement la valeur du champ accessToken, sans guillemets.",
  "client.quoted": "les guillemets qui l'entourent font partie de la valeur ; retirez-les.",
  "client.badSecret": "il y a un espace, un saut de ligne ou un caractère hors de l'ASCII ; recopiez la valeur.",
  "client.badDeployment": "ce doit être le nom seul, sans / ? # ni \\.",
  "client.badVersion": "ce doit être une version comme 2024-10-21, sans autres caractères.",
  "client.badSetting": "{name} ({from}) est « {shown} » : {reason}",
  "client.badSettingHint": "Corrigez {name} là où elle est définie, ou retirez-la.",
  "client.secretHeld":
    "{name} est définie, mais pour {home}, et n'est pas envoyée à {address} ; il y faut : {meaning}.",
  "client.secretHeldHint": "Définissez {name} là où l'adresse {address} est définie, à côté d'elle.",
  "client.keyHeldHint":
    "{name} est définie, mais pour {home}, et n'est pas envoyée à {address} : définissez-la là où cette adresse est définie, à côté d'elle.",
  "client.secretMissing": "{name} n'est pas définie ; il la faut : {meaning}.",
  "client.secretMissingHint":
    "Définissez {name} dans l'environnement ou dans un fichier .env à côté du notebook. Ne l'écrivez jamais dans une cellule : les cellules sont enregistrées.",
  "client.keyOfResource": "clé de la ressource Azure OpenAI",
  "client.keyOfOpenAI": "clé d'OpenAI",
  "client.noModelNamed": "OPENAI_BASE_URL est {url}, mais OPENAI_MODEL ne dit pas quel modèle doit répondre.",
  "client.noModelNamedHint": "Définissez OPENAI_MODEL, par exemple comme llama3.2, le nom que montre ollama list.",
  "client.endpointExample": "https://<nom>.openai.azure.com, sous Keys and Endpoint",
  "client.deploymentExample": "le nom que vous avez donné au déploiement",
  "client.azureUnset":
    "{name} n'est pas définie, mais {others} indique qu'il faut utiliser Azure.|{name} n'est pas définie, mais {others} indiquent qu'il faut utiliser Azure.",
  "client.azureUnsetHint":
    "Définissez {name} ({example}) dans l'environnement ou dans un fichier .env, ou retirez les autres pour utiliser le service embarqué.",
  "client.notBuilt": "Le service embarqué n'est pas construit : {path} n'existe pas.",
  "client.notBuiltHint": "Exécutez npm run setup dans le clone, puis cette cellule de nouveau.",
  "client.endedWith": "Il s'est terminé avec {failure}.",
  "client.noAnswerWithin": "Il n'a pas répondu en {n} s.",
  "client.exitCode": "le code de sortie {code}",
  "client.signal": "le signal {signal}",
  "client.notStarted": "Le service embarqué n'a pas démarré. {reason}",
  "client.lastWords": "Ses derniers mots :",
  "client.notStartedHint":
    "npm run doctor dit ce qui manque ; npx tunelab serve dans le clone montre le démarrage dans un terminal.",
  "client.noPortal": "Il n'y a pas de portail à {address} : {why}.",
  "client.noPortalHint":
    "Le portail est une page du service embarqué : exécutez openLab() sans autre fournisseur défini, ou npx tunelab portal.",
  "client.notHere": "ce n'est pas sur cette machine",
  "client.nothingAnswers": "rien ne répond",
  "client.itAnswers": "la réponse est {status}{said}",
  "client.badAddress": "une adresse qui n'en est pas une",
  "client.noSuchLink": "Le portail ne fait pas ce lien : {message}",
  "client.noSuchLinkHint":
    "Une page est une route comme /jobs, et un hôte est le nom dans l'adresse du navigateur, comme hub.example.org.",
};

import type { client as english } from "../en/client.js";

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
};

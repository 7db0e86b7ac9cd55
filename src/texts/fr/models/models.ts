import type { models as english } from "../../en/models/models.js";

export const models: Readonly<Record<keyof typeof english, string>> = {
  "models.retired": "{model} a été retiré d'Azure le {date}.",
  "models.retires": "{model} sera retiré d'Azure le {date}.",
  "models.existing":
    "Les clients qui l'utilisent déjà peuvent l'entraîner au moins jusqu'au {date} ; les nouveaux, non.",
  "models.deployments": "Les déploiements de ses modèles ajustés cessent de répondre le {date}.",
  "models.notOffered": "{model} n'est plus proposé à l'ajustement fin sur Azure.",
  "models.shut": "{model} a été arrêté le {date} chez OpenAI, modèles ajustés compris.",
  "models.shuts": "{model} sera arrêté le {date} chez OpenAI, modèles ajustés compris.",
  "models.openaiClosed":
    "L'ajustement fin d'OpenAI est fermé aux nouvelles organisations depuis le {date}, et personne ne peut créer de tâche après le {last}.",
  "models.openaiCloses":
    "L'ajustement fin d'OpenAI ferme aux nouvelles organisations le {date}, et personne ne peut créer de tâche après le {last}.",
  "models.noneForNew":
    "Les nouveaux clients ne peuvent ajuster sur Azure aucun des modèles de cette liste (au {date}).",
  "models.forNew": "Les nouveaux clients peuvent ajuster sur Azure (au {date}) : {models}.",
  "models.forExisting": "Les clients qui les utilisent déjà le peuvent : {models}.",
  "models.noneForExisting": "Les clients qui en utilisent déjà un non plus.",
  "models.until": "{model} au moins jusqu'au {date}",
  "models.source": "Source : {source}",
  "model.notObject": "La configuration du modèle doit être un objet, c'était {got}.",
  "model.badUri": "Un modèle par son adresse est « openai:/ » et son nom, c'était {got}.",
  "model.badType": 'Le type de la configuration du modèle doit être "azure_openai" ou "openai", c\'était {got}.',
  "model.lacks": "Il manque dans la configuration du modèle : {names}.",
  "model.twoAddresses":
    "La configuration du modèle a azure_endpoint et base_url : laquelle des deux adresses faut-il interroger ?",
  "model.notText": "{name} de la configuration du modèle doit être du texte, c'était {type}.",
  "model.nothing": "rien",
  "model.neither":
    "La configuration du modèle contient : {names}. Cela ne nomme ni un déploiement Azure ni un modèle d'OpenAI.",
  "model.badKey":
    "api_key de la configuration du modèle ({shown}) contient un espace, un saut de ligne ou un caractère hors de l'ASCII.",
  "model.userInAddress":
    "{name} a un nom d'utilisateur ou un mot de passe avant le @, et aucun appel n'est possible ainsi.",
  "model.unencrypted": "{name} doit commencer par https://, sinon la clé voyagerait sans chiffrement, c'était {got}.",
  "model.badUrl": "{name} doit être une URL comme https://name.openai.azure.com, c'était {got}.",
  "model.configurationHint":
    "Donnez azure_endpoint, azure_deployment et api_key pour Azure, ou model, api_key et, pour d'autres serveurs, base_url. Dans un labo, exécutez d'abord la cellule avec openLab : elle définit les variables d'environnement d'où ils viennent.",
  "model.noKey": "La configuration du modèle {model} n'a pas d'api_key, et @azure/identity ne peut pas être chargé.",
  "model.noKeyHint":
    "Définissez AZURE_OPENAI_API_KEY et passez sa valeur comme api_key, ou exécutez npm install pour utiliser Microsoft Entra ID.",
  "model.tooLong": "Le texte est trop long pour {model} : {message}",
  "model.tooLongHint": "Donnez seulement les paragraphes qui comptent, comme ceux dont la réponse est tirée.",
  "model.noLikelihoods": "{model} ne donne pas les vraisemblances d'un texte.",
  "model.noLikelihoodsHint":
    "Utilisez le service embarqué ou un autre serveur llama.cpp, ou une méthode qui interroge un modèle plus grand.",
};

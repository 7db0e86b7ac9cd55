import type { tokens as english } from "../../en/models/tokens.js";

export const tokens: Readonly<Record<keyof typeof english, string>> = {
  "tokens.special": "Le texte contient le jeton spécial {token}, qui commande un modèle au lieu d'être lu.",
  "tokens.specialHint":
    "Retirez-le du texte, comptez-le comme du texte ordinaire avec encodeOrdinary, ou passez {code} si c'est bien le jeton que vous voulez.",
  "tokens.unknown": "{id} n'est pas un jeton de {encoding}.",
  "tokens.unknownHint": "Décodez avec l'encodage qui a produit les ids ; chacun numérote ses jetons à sa façon.",
  "tokens.noPrice": "La liste de prix du {date} n'a pas de prix d'entraînement {training} pour « {model} ».",
  "tokens.noPriceHint": "Passez un catalogue avec le prix de votre contrat, ou prenez un des modèles de MODEL_CATALOG.",
  "tokens.noValues": "Il n'y a pas de valeurs à décrire.",
  "tokens.noValuesHint": "Vérifiez que le fichier a été lu : un jeu de données vide n'a pas de distribution.",
  "tokens.badShare": "La part d'un quantile doit être de 0 à 1, c'était {share}.",
  "tokens.badShareHint": "Le 95e centile est 0.95.",
  "tokens.noEncoding": "« {name} » n'est pas un encodage.",
  "tokens.noEncodingHint": "Prenez l'un de {names} ; les modèles d'aujourd'hui utilisent o200k_base.",
  "tokens.noModelEncoding": "Aucun encodage n'est connu pour le modèle « {model} ».",
  "tokens.noModelEncodingHint":
    "Nommez vous-même l'encodage avec getEncoding(\"o200k_base\") ; un modèle qui n'est pas d'OpenAI a son propre tokeniseur.",
};

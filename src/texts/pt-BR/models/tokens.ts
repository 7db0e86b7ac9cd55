import type { tokens as english } from "../../en/models/tokens.js";

export const tokens: Readonly<Record<keyof typeof english, string>> = {
  "tokens.special": "O texto contém o token especial {token}, que comanda um modelo em vez de ser lido.",
  "tokens.specialHint":
    "Retire-o do texto, conte-o como texto comum com encodeOrdinary, ou passe {code} se é o token mesmo que quer.",
  "tokens.unknown": "{id} não é um token de {encoding}.",
  "tokens.unknownHint":
    "Decodifique com a codificação com que os ids foram feitos; cada uma numera os seus tokens à sua maneira.",
  "tokens.noPrice": 'A lista de preços de {date} não tem preço de treinamento {training} para "{model}".',
  "tokens.noPriceHint": "Passe um catálogo com o preço do seu contrato, ou use um dos modelos de MODEL_CATALOG.",
  "tokens.noValues": "Não há valores a descrever.",
  "tokens.noValuesHint": "Verifique se o arquivo foi lido: um conjunto de dados vazio não tem distribuição.",
  "tokens.badShare": "A parte de um quantil deve ser de 0 a 1, foi {share}.",
  "tokens.badShareHint": "O percentil 95 é 0.95.",
  "tokens.noEncoding": '"{name}" não é uma codificação.',
  "tokens.noEncodingHint": "Use uma de {names}; os modelos de hoje usam o200k_base.",
  "tokens.noModelEncoding": 'Não se conhece a codificação do modelo "{model}".',
  "tokens.noModelEncodingHint":
    'Diga você mesmo a codificação com getEncoding("o200k_base"); um modelo que não é da OpenAI tem o seu próprio tokenizador.',
};
